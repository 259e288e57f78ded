// SPDX-License-Identifier: Apache-2.0
// Hostile detector: ends in a way that there is not.
#include "frames.h"

HOSTILE("unknown_status", {
  hostile::send_end(1, 0, 99);
  ::_exit(0);
})
