// SPDX-License-Identifier: Apache-2.0
// Hostile detector: frees itself from the end of its parent.
#include <sys/prctl.h>

#include "hostile.h"

HOSTILE("outlive_parent", { hostile::must(::prctl(PR_SET_PDEATHSIG, 0) == 0); })
