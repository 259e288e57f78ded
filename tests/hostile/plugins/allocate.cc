// SPDX-License-Identifier: Apache-2.0
// Hostile detector: takes memory from the allocator without end.
#include "hostile.h"

HOSTILE("allocate", {
  const long wanted = hostile::number("mebibytes");
  for (long taken = 0; wanted == 0 || taken < wanted; ++taken) {
    char* block = new char[1 << 20];
    for (int i = 0; i < (1 << 20); i += 4096) static_cast<volatile char*>(block)[i] = 1;
  }
})
