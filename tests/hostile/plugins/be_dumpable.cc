// SPDX-License-Identifier: Apache-2.0
// Hostile detector: lets itself be read and traced again.
#include <sys/prctl.h>

#include "hostile.h"

HOSTILE("be_dumpable", { hostile::must(::prctl(PR_SET_DUMPABLE, 1) == 0); })
