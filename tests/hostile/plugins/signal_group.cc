// SPDX-License-Identifier: Apache-2.0
// Hostile detector: signals whatever is in its process group.
#include <signal.h>

#include "hostile.h"

HOSTILE("signal_group", { hostile::must(::kill(0, 0) == 0); })
