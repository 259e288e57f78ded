// SPDX-License-Identifier: Apache-2.0
// Bounds-checked reading of byte strings, little- and big-endian, and checked integer arithmetic.
// Called by every reader of a binary format. The bytes are hostile; nothing is read beyond the span.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace lazaret {

template <std::unsigned_integral T>
[[nodiscard]] constexpr bool add_overflows(T a, T b, T& sum) {
  return __builtin_add_overflow(a, b, &sum);
}
template <std::unsigned_integral T>
[[nodiscard]] constexpr bool multiply_overflows(T a, T b, T& product) {
  return __builtin_mul_overflow(a, b, &product);
}

// True when [offset, offset + length) lies within [0, size).
constexpr bool range_within(std::uint64_t offset, std::uint64_t length, std::uint64_t size) {
  return offset <= size && length <= size - offset;
}

class ByteReader {
 public:
  ByteReader(std::span<const std::byte> bytes, std::string_view what) : bytes_(bytes), what_(what) {}

  std::size_t position() const { return position_; }
  std::size_t remaining() const { return bytes_.size() - position_; }
  bool at_end() const { return position_ == bytes_.size(); }

  Result<void> seek(std::uint64_t offset) {
    if (offset > bytes_.size()) return short_error(offset, 0);
    position_ = static_cast<std::size_t>(offset);
    return {};
  }
  Result<void> skip(std::uint64_t count) {
    TRY(take(count));
    return {};
  }
  Result<std::span<const std::byte>> take(std::uint64_t count) {
    if (count > remaining()) return short_error(position_, count);
    const auto part = bytes_.subspan(position_, static_cast<std::size_t>(count));
    position_ += static_cast<std::size_t>(count);
    return part;
  }
  Result<std::string_view> take_text(std::uint64_t count) {
    const auto part = TRY(take(count));
    return std::string_view(reinterpret_cast<const char*>(part.data()), part.size());
  }

  Result<std::uint8_t> read_u8() { return read_little<std::uint8_t>(); }
  Result<std::uint16_t> read_u16le() { return read_little<std::uint16_t>(); }
  Result<std::uint32_t> read_u32le() { return read_little<std::uint32_t>(); }
  Result<std::uint64_t> read_u64le() { return read_little<std::uint64_t>(); }
  Result<std::uint16_t> read_u16be() { return read_big<std::uint16_t>(); }
  Result<std::uint32_t> read_u32be() { return read_big<std::uint32_t>(); }
  Result<std::uint64_t> read_u64be() { return read_big<std::uint64_t>(); }

 private:
  template <typename T>
  Result<T> read_little() {
    const auto part = TRY(take(sizeof(T)));
    T value;
    std::memcpy(&value, part.data(),
                sizeof(T));  // Lazaret runs on little-endian machines only (meson.build checks)
    return value;
  }
  template <typename T>
  Result<T> read_big() {
    const T value = TRY(read_little<T>());
    if constexpr (sizeof(T) == 2) return static_cast<T>(__builtin_bswap16(value));
    if constexpr (sizeof(T) == 4) return static_cast<T>(__builtin_bswap32(value));
    if constexpr (sizeof(T) == 8) return static_cast<T>(__builtin_bswap64(value));
    return value;
  }
  Error short_error(std::uint64_t offset, std::uint64_t wanted) const {
    return make_error(ErrorCode::InvalidInput, std::string(what_) + " ends early: " + std::to_string(wanted) +
                                                   " bytes wanted at offset " + std::to_string(offset) +
                                                   " of " + std::to_string(bytes_.size()));
  }

  std::span<const std::byte> bytes_;
  std::string_view what_;  // a literal of the caller's
  std::size_t position_ = 0;
};

// Appends little-endian integers to a byte string.
template <std::integral T>
void append_little(std::string& out, T value) {
  char raw[sizeof(T)];
  std::memcpy(raw, &value, sizeof(T));
  out.append(raw, sizeof(T));
}

}  // namespace lazaret
