// SPDX-License-Identifier: Apache-2.0
// Hostile detector: leaves a frame unfinished, the pipe open, and never ends.
#include "frames.h"

HOSTILE("half_and_sleep", {
  hostile::Frame frame;
  frame.send(hostile::FrameType::Gap, 1, 2000);
  for (;;) ::sleep(1000);
})
