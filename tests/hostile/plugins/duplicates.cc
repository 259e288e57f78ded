// SPDX-License-Identifier: Apache-2.0
// Hostile detector: emits one record a million times.
#include "frames.h"

HOSTILE("duplicates", {
  std::uint32_t sequence = 1;
  for (int i = 0; i < 1000000; ++i) hostile::send_gap(sequence++, "again", "x", 1);
  hostile::send_end(sequence, 1000000);
  ::_exit(0);
})
