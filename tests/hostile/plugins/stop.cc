// SPDX-License-Identifier: Apache-2.0
// Hostile detector: stops itself, so that its time does not run.
#include <signal.h>

#include "hostile.h"

HOSTILE("stop", { ::raise(SIGSTOP); })
