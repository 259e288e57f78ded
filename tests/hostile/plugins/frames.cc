// SPDX-License-Identifier: Apache-2.0
// Hostile detector: says by hand what the host would say for it: the measure of those that say something
// else.
#include "frames.h"

HOSTILE("frames", {
  hostile::send_gap(1, "by_hand", "x", 1);
  hostile::send_end(2, 1);
  ::_exit(0);
})
