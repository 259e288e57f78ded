// SPDX-License-Identifier: Apache-2.0
// Hostile detector: signals a process by its number.
#include <signal.h>
#include <unistd.h>

#include "hostile.h"

HOSTILE("kill_process",
        { hostile::must(::kill(static_cast<pid_t>(hostile::number("process")), SIGURG) == 0); })
