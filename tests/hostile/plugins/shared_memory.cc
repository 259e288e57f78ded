// SPDX-License-Identifier: Apache-2.0
// Hostile detector: takes memory that does not count as its own.
#include <sys/mman.h>

#include "hostile.h"

HOSTILE("shared_memory", {
  hostile::must(::mmap(nullptr, 1u << 30, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0) !=
                MAP_FAILED);
})
