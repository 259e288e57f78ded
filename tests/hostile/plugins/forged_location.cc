// SPDX-License-Identifier: Apache-2.0
// Hostile detector: names a file that the image does not have.
#include "frames.h"

HOSTILE("forged_location", {
  hostile::Frame frame;
  frame.field(hostile::Tag::Type, "deb")
      .field(hostile::Tag::Name, "forged")
      .field(hostile::Tag::PackageVersion, "1")
      .field(hostile::Tag::Path, "not/there")
      .send(hostile::FrameType::Package, 1);
  hostile::send_end(2, 1);
  ::_exit(0);
})
