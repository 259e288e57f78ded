// SPDX-License-Identifier: Apache-2.0
// Hostile detector: fills its stack.
#include "hostile.h"

HOSTILE("recurse", {
  volatile bool forever = true;
  while (forever) {
    auto* block = static_cast<volatile char*>(__builtin_alloca(4096));
    block[0] = 1;
  }
})
