// SPDX-License-Identifier: Apache-2.0
// Hostile detector: goes on after the end.
#include "frames.h"

HOSTILE("after_end", {
  hostile::send_end(1, 0);
  hostile::send_gap(2, "late", "x", 1);
  ::_exit(0);
})
