// SPDX-License-Identifier: Apache-2.0
// The fields of one frame, each checked as it is taken: length, UTF-8, control characters, once or in a list.
// Called by ResultReader. The bytes are hostile.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/base/bytes.h"
#include "core/base/limits.h"
#include "sandbox/wire.h"

namespace lazaret::sandbox {

// UTF-8 without control characters (C0, DEL, C1): such text cannot steer a terminal or split a log line.
bool is_plain_text(std::string_view text);
// Relative bytes without NUL, at most limits.path_bytes.
bool is_plain_path(std::string_view path, const Limits& limits);

struct Field {
  wire::Tag tag;
  std::string_view bytes;
};

class FieldReader {
 public:
  FieldReader(std::span<const std::byte> payload, const Limits& limits)
      : reader_(payload, "frame"), limits_(limits) {}
  bool at_end() const { return reader_.at_end(); }
  Result<Field> next();

  Result<std::string> text(const Field& field) const;
  Result<std::string> path(const Field& field) const;
  Result<std::uint64_t> number(const Field& field) const;
  static Error unexpected(const Field& field);

 private:
  ByteReader reader_;
  const Limits& limits_;
};

}  // namespace lazaret::sandbox
