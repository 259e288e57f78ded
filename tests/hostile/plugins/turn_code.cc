// SPDX-License-Identifier: Apache-2.0
// Hostile detector: makes what it wrote executable.
#include <sys/mman.h>

#include "hostile.h"

HOSTILE("turn_code", {
  void* page = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  hostile::must(page != MAP_FAILED);
  *static_cast<unsigned char*>(page) = 0xc3;
  hostile::must(::mprotect(page, 4096, PROT_READ | PROT_EXEC) == 0);
})
