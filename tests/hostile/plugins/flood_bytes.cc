// SPDX-License-Identifier: Apache-2.0
// Hostile detector: writes nonsense without end.
#include "frames.h"

HOSTILE("flood_bytes", {
  static char block[65536];
  for (int i = 0; i < 400; ++i) hostile::must(::write(hostile::kResults, block, sizeof block) > 0);
  ::_exit(0);
})
