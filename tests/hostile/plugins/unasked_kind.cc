// SPDX-License-Identifier: Apache-2.0
// Hostile detector: emits a kind of record that its manifest does not name.
#include "frames.h"

HOSTILE("unasked_kind", {
  hostile::Frame frame;
  frame.field(hostile::Tag::OsId, "forged").send(hostile::FrameType::Os, 1);
  hostile::send_end(2, 1);
  ::_exit(0);
})
