// SPDX-License-Identifier: Apache-2.0
// Hostile detector: signals every process that it may.
#include <signal.h>
#include <unistd.h>

#include "hostile.h"

HOSTILE("kill_all", { hostile::must(::kill(-1, SIGURG) == 0); })
