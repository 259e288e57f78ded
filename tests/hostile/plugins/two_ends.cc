// SPDX-License-Identifier: Apache-2.0
// Hostile detector: ends twice.
#include "frames.h"

HOSTILE("two_ends", {
  hostile::send_end(1, 0);
  hostile::send_end(2, 0);
  ::_exit(0);
})
