// SPDX-License-Identifier: Apache-2.0
// Hostile detector: lets everybody trace it.
#include <sys/prctl.h>

#include "hostile.h"

HOSTILE("allow_tracer", { hostile::must(::prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY) == 0); })
