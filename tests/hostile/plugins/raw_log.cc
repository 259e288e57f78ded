// SPDX-License-Identifier: Apache-2.0
// Hostile detector: writes to the log without the host.
#include "frames.h"

HOSTILE("raw_log", {
  static char line[16000];
  memset(line, 'x', sizeof line);
  for (std::uint32_t i = 1; i < 400; ++i) {
    hostile::Frame frame;
    frame.number(hostile::Tag::Level, 1)
        .field(hostile::Tag::Text, line, sizeof line)
        .send(hostile::FrameType::Log, i);
  }
  hostile::send_end(400, 0);
  ::_exit(0);
})
