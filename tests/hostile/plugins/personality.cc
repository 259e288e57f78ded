// SPDX-License-Identifier: Apache-2.0
// Hostile detector: makes readable memory executable.
#include <sys/personality.h>

#include "hostile.h"

HOSTILE("personality", { hostile::must(::personality(READ_IMPLIES_EXEC) >= 0); })
