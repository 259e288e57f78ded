// SPDX-License-Identifier: Apache-2.0
// Hostile detector: empties a file.
#include <unistd.h>

#include "hostile.h"

HOSTILE("truncate_file", { hostile::must(::truncate(hostile::canary("victim"), 0) == 0); })
