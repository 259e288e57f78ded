// SPDX-License-Identifier: Apache-2.0
// Hostile detector: leaves out a frame.
#include "frames.h"

HOSTILE("out_of_sequence", {
  hostile::send_end(2, 0);
  ::_exit(0);
})
