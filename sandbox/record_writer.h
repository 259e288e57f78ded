// SPDX-License-Identifier: Apache-2.0
// Records of the plugin ABI as wire fields: arguments checked, texts copied.
// Called by DetectorHost for each emit(). The structs come from a plugin, and their sizes may lie within
// reason.
#pragma once

#include <cstring>
#include <optional>
#include <string_view>

#include "core/base/limits.h"
#include "core/image/view.h"
#include "plugins/sdk/lazaret/plugin.h"
#include "sandbox/wire.h"

namespace lazaret::sandbox {

// A struct that grows at its end, as much of it as the writer knew; nothing without a plausible size.
template <typename T>
std::optional<T> copy_sized(const void* raw) {
  T copy{};
  if (raw == nullptr) return std::nullopt;
  std::uint32_t size = 0;
  std::memcpy(&size, raw, sizeof size);
  if (size < sizeof size) return std::nullopt;
  std::memcpy(&copy, raw, size < sizeof copy ? size : sizeof copy);
  return copy;
}

inline std::string_view view_of(const lz_text& text) {
  return text.data == nullptr ? std::string_view() : std::string_view(text.data, text.size);
}

class RecordWriter {
 public:
  RecordWriter(const image::View& view, const Limits& limits) : view_(view), limits_(limits) {}
  // LZ_OK with `fields` filled, or LZ_ERR_INVALID.
  std::int32_t write(const lz_package& package, wire::Fields& fields) const;
  std::int32_t write(const lz_os& os, wire::Fields& fields) const;
  std::int32_t write(const lz_gap& gap, wire::Fields& fields) const;
  // Links in the paths are resolved; those that the image does not have are left out. Empty `fields`: nothing
  // to say.
  std::int32_t write(const lz_owns& owns, wire::Fields& fields) const;

 private:
  bool text(wire::Fields& fields, wire::Tag tag, const lz_text& value) const;
  bool path(wire::Fields& fields, const lz_text& value) const;
  bool fits(const wire::Fields& fields) const { return fields.bytes().size() <= limits_.frame_bytes; }

  const image::View& view_;
  const Limits& limits_;
};

}  // namespace lazaret::sandbox
