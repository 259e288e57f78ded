// SPDX-License-Identifier: Apache-2.0
// Hostile detector: says that a frame has four gigabytes.
#include "frames.h"

HOSTILE("endless_length", {
  hostile::Frame frame;
  frame.send(hostile::FrameType::Gap, 1, 0xffffffff);
  ::_exit(0);
})
