// SPDX-License-Identifier: Apache-2.0
// Hostile detector: greets as another detector.
#include "frames.h"

HOSTILE("forged_hello", {
  hostile::Frame frame;
  frame.number(hostile::Tag::Version, 1)
      .field(hostile::Tag::PluginId, "dpkg")
      .field(hostile::Tag::PluginVersion, "1.0.0")
      .send(hostile::FrameType::Hello, 1);
  ::_exit(0);
})
