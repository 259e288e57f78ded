// SPDX-License-Identifier: Apache-2.0
// Hostile detector: signals the supervisor.
#include <signal.h>
#include <unistd.h>

#include "hostile.h"

HOSTILE("kill_parent", { hostile::must(::kill(static_cast<pid_t>(hostile::number("parent")), SIGURG) == 0); })
