// SPDX-License-Identifier: Apache-2.0
// Hostile detector: calls the kernel through the gate of 32-bit programs.
#include "hostile.h"

HOSTILE("old_calls", {
  long result = 20;
  asm volatile("int $0x80" : "+a"(result) : : "memory");
  hostile::must(result > 0);
})
