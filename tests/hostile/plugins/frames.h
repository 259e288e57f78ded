// SPDX-License-Identifier: Apache-2.0
// Frames of the wire, written by a detector itself where the worker's results go: what a subverted worker can
// do. Included by the plugins that attack the protocol. Format: sandbox/wire.h.
#pragma once

#include <unistd.h>

#include "hostile.h"
#include "sandbox/wire.h"

namespace hostile {

using lazaret::sandbox::wire::FrameType;
using lazaret::sandbox::wire::Tag;
constexpr int kResults = 4;
constexpr std::uint32_t kSaidBefore = 1;  // by the worker, after its HELLO: that the plugin is loaded

struct Frame {
  char bytes[20000];
  std::uint32_t size = 16;

  Frame& raw(const void* data, std::size_t count) {
    memcpy(bytes + size, data, count);
    size += static_cast<std::uint32_t>(count);
    return *this;
  }
  Frame& head(Tag tag, std::uint32_t length) {
    const std::uint16_t parts[2] = {static_cast<std::uint16_t>(tag), 0};
    return raw(parts, sizeof parts).raw(&length, sizeof length);
  }
  Frame& field(Tag tag, const char* value, std::uint32_t length) {
    return head(tag, length).raw(value, length);
  }
  Frame& field(Tag tag, const char* value) {
    return field(tag, value, static_cast<std::uint32_t>(strlen(value)));
  }
  Frame& number(Tag tag, std::uint64_t value) { return head(tag, sizeof value).raw(&value, sizeof value); }

  // The first of a detector's own is number 1.
  void send(FrameType type, std::uint32_t sequence) { send(type, sequence, size - 16); }
  void send(FrameType type, std::uint32_t sequence, std::uint32_t length) {
    const std::uint32_t words[4] = {lazaret::sandbox::wire::kMagic, static_cast<std::uint32_t>(type), length,
                                    sequence + kSaidBefore};
    memcpy(bytes, words, sizeof words);
    for (std::uint32_t done = 0; done < size;) {
      const auto put = ::write(kResults, bytes + done, size - done);
      must(put > 0);
      done += static_cast<std::uint32_t>(put);
    }
  }
};

inline void send_gap(std::uint32_t sequence, const char* kind, const char* subject, std::uint32_t size) {
  Frame frame;
  frame.field(Tag::GapKind, kind).field(Tag::GapSubject, subject, size).send(FrameType::Gap, sequence);
}
inline void send_end(std::uint32_t sequence, std::uint64_t records, std::uint64_t status = 0) {
  Frame frame;
  frame.number(Tag::Status, status).number(Tag::Records, records).send(FrameType::End, sequence);
}

}  // namespace hostile
