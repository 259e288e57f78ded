// SPDX-License-Identifier: Apache-2.0
// Hostile detector: writes text that is none.
#include "frames.h"

HOSTILE("bad_utf8", {
  hostile::send_gap(1, "text", "\xff\xfe", 2);
  hostile::send_end(2, 1);
  ::_exit(0);
})
