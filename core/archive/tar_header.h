// SPDX-License-Identifier: Apache-2.0
// One 512-byte header block of a tar archive: checksum, format, fields.
// Called by TarReader alone. Trusts nothing: a field that is not a number of its format is an error.
// Source: POSIX.1-2017 pax "ustar Interchange Format"; GNU tar manual "Basic Tar Format"; star(5).
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace lazaret::archive {

using TarBlock = std::array<std::byte, 512>;

struct TarHeader {
  enum class Format : std::uint8_t { V7, Ustar, Star, Gnu };
  Format format = Format::V7;
  char type_flag = '\0';
  std::string path;  // prefix and name joined
  std::string link_target;
  std::uint64_t size = 0;
  std::uint32_t mode = 0;
  std::uint64_t uid = 0;
  std::uint64_t gid = 0;
  std::int64_t mtime = 0;
  std::uint32_t device_major = 0;
  std::uint32_t device_minor = 0;
};

bool is_zero_block(std::span<const std::byte> block);
Result<TarHeader> parse_tar_header(const TarBlock& block);

// The bytes of a field.
inline std::string_view tar_field(const TarBlock& block, std::size_t offset, std::size_t length) {
  return {reinterpret_cast<const char*>(block.data()) + offset, length};
}
// Up to the first NUL.
inline std::string_view until_nul(std::string_view text) { return text.substr(0, text.find('\0')); }
// Octal with spaces and NULs around it, empty being 0; or base 256 where the first bit is set (GNU, star).
Result<std::int64_t> parse_tar_number(std::string_view field, std::string_view what);
// The same where a negative number makes no sense.
Result<std::uint64_t> parse_tar_size(std::string_view field, std::string_view what);

}  // namespace lazaret::archive
