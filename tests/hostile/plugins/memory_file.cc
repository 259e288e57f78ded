// SPDX-License-Identifier: Apache-2.0
// Hostile detector: makes a file in memory.
#include <sys/mman.h>

#include "hostile.h"

HOSTILE("memory_file", { hostile::must(::memfd_create("hostile", 0) >= 0); })
