// SPDX-License-Identifier: Apache-2.0
// Hostile detector: signals its process group.
#include <signal.h>
#include <unistd.h>

#include "hostile.h"

HOSTILE("kill_group", { hostile::must(::kill(0, SIGURG) == 0); })
