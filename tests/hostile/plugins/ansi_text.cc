// SPDX-License-Identifier: Apache-2.0
// Hostile detector: writes text that steers a terminal.
#include "frames.h"

HOSTILE("ansi_text", {
  hostile::send_gap(1, "text", "\x1b[2J", 4);
  hostile::send_end(2, 1);
  ::_exit(0);
})
