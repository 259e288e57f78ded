// SPDX-License-Identifier: Apache-2.0
// Hostile detector: takes memory from the kernel itself, behind the back of any allocator, and dies of its
// end.
#include <sys/mman.h>

#include <cstdlib>

#include "hostile.h"

HOSTILE("map_memory", {
  constexpr std::size_t kBlock = 1u << 20;
  for (;;) {
    void* block =
        ::mmap(nullptr, kBlock, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    if (block == MAP_FAILED) std::abort();
  }
})
