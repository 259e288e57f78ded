// SPDX-License-Identifier: Apache-2.0
// Hostile detector: takes memory from the kernel itself, behind the back of any allocator, and dies of its
// end.
#include <sys/mman.h>

#include "hostile.h"

HOSTILE("map_memory", {
  constexpr std::size_t kBlock = 1u << 20;
  const long wanted = hostile::number("mebibytes");
  for (long taken = 0; wanted == 0 || taken < wanted; ++taken)
    if (::mmap(nullptr, kBlock, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0) ==
        MAP_FAILED)
      ::abort();
})
