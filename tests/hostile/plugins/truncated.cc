// SPDX-License-Identifier: Apache-2.0
// Hostile detector: ends in the middle of a frame.
#include "frames.h"

HOSTILE("truncated", {
  hostile::Frame frame;
  frame.field(hostile::Tag::GapKind, "half").send(hostile::FrameType::Gap, 1, 2000);
  ::_exit(0);
})
