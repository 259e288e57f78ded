// SPDX-License-Identifier: Apache-2.0
// Hostile detector: calls the kernel through the page at a fixed address.
#include "hostile.h"

HOSTILE("old_page", {
  using Call = long (*)(long*);
  const auto time = reinterpret_cast<Call>(0xffffffffff600400ul);
  hostile::must(time(nullptr) > 0);
})
