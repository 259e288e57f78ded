// SPDX-License-Identifier: Apache-2.0
// Hostile detector: gives a file to everybody.
#include <sys/stat.h>

#include "hostile.h"

HOSTILE("change_mode", { hostile::must(::chmod(hostile::canary("victim"), 0777) == 0); })
