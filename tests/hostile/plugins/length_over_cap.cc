// SPDX-License-Identifier: Apache-2.0
// Hostile detector: says that a frame has one byte more than it may.
#include "frames.h"

HOSTILE("length_over_cap", {
  hostile::Frame frame;
  frame.send(hostile::FrameType::Gap, 1, (256u << 10) + 1);
  ::_exit(0);
})
