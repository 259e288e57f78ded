// SPDX-License-Identifier: Apache-2.0
// Hostile detector: says that a field is longer than its frame.
#include "frames.h"

HOSTILE("field_over_frame", {
  hostile::Frame frame;
  frame.head(hostile::Tag::GapKind, 100).raw("x", 1).send(hostile::FrameType::Gap, 1);
  ::_exit(0);
})
