// SPDX-License-Identifier: Apache-2.0
// Hostile detector: writes text with a zero in it.
#include "frames.h"

HOSTILE("nul_text", {
  hostile::send_gap(1, "text", "a\0b", 3);
  hostile::send_end(2, 1);
  ::_exit(0);
})
