// SPDX-License-Identifier: Apache-2.0
// Hostile detector: asks for memory that is writable and executable.
#include <sys/mman.h>

#include "hostile.h"

HOSTILE("make_code", {
  hostile::must(::mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1,
                       0) != MAP_FAILED);
})
