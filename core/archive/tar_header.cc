// SPDX-License-Identifier: Apache-2.0
#include "core/archive/tar_header.h"

#include <algorithm>
#include <cstring>

namespace lazaret::archive {
namespace {

using Format = TarHeader::Format;

constexpr std::size_t kChecksumOffset = 148, kChecksumBytes = 8;

Error not_a_number(std::string_view what) {
  return make_error(ErrorCode::InvalidInput, "tar header field " + std::string(what) + " is not a number");
}

std::string_view trim_blanks(std::string_view text) {
  constexpr std::string_view kBlanks(" \0", 2);
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

Result<std::int64_t> parse_octal(std::string_view field, std::string_view what) {
  const std::string_view digits = until_nul(trim_blanks(field));
  std::uint64_t value = 0;
  for (const char digit : digits) {
    if (digit < '0' || digit > '7' || value >> 60 != 0) return not_a_number(what);
    value = value << 3 | static_cast<std::uint64_t>(digit - '0');
  }
  return static_cast<std::int64_t>(value);
}

// Two's complement, big-endian, the marking first bit not counted.
Result<std::int64_t> parse_base_256(std::string_view field, std::string_view what) {
  const bool negative = (field[0] & 0x40) != 0;
  const std::uint8_t flip = negative ? 0xff : 0;
  std::uint64_t value = 0;
  for (std::size_t at = 0; at < field.size(); ++at) {
    auto byte = static_cast<std::uint8_t>(static_cast<std::uint8_t>(field[at]) ^ flip);
    if (at == 0) byte &= 0x7f;
    if (value >> 55 != 0) return not_a_number(what);
    value = value << 8 | byte;
  }
  return static_cast<std::int64_t>(negative ? ~value : value);
}

// Sums of the block with the checksum field as spaces. Old tars summed signed bytes: both are right.
bool checksum_matches(const TarBlock& block) {
  const auto stored = parse_octal(tar_field(block, kChecksumOffset, kChecksumBytes), "checksum");
  if (!stored.has_value()) return false;
  std::uint32_t sum = 0;
  std::uint32_t high = 0;  // bytes that count 256 less when signed
  for (const std::byte byte : block) {
    sum += std::to_integer<std::uint32_t>(byte);
    high += std::to_integer<std::uint32_t>(byte) >> 7;
  }
  for (std::size_t at = 0; at < kChecksumBytes; ++at) {
    const auto byte = std::to_integer<std::uint32_t>(block[kChecksumOffset + at]);
    sum -= byte;
    high -= byte >> 7;
  }
  sum += kChecksumBytes * ' ';
  return *stored == std::int64_t{sum} || *stored == std::int64_t{sum} - 256 * std::int64_t{high};
}

Format format_of(const TarBlock& block) {
  const std::string_view magic = tar_field(block, 257, 8);
  if (magic == std::string_view("ustar  \0", 8)) return Format::Gnu;
  if (magic.substr(0, 6) != std::string_view("ustar\0", 6)) return Format::V7;
  return tar_field(block, 508, 4) == std::string_view("tar\0", 4) ? Format::Star : Format::Ustar;
}

// Go before 1.8 wrote a ustar prefix into GNU headers, where access and change time belong; Go still reads
// it.
std::string_view misplaced_prefix(const TarBlock& block) {
  for (const std::size_t offset : {345u, 357u}) {
    const std::string_view time = tar_field(block, offset, 12);
    if (time[0] == '\0' || parse_tar_number(time, "time").has_value()) continue;
    const std::string_view prefix = until_nul(tar_field(block, 345, 155));
    const bool ascii = std::ranges::all_of(prefix, [](char c) { return c >= 0; });
    return ascii ? prefix : std::string_view();
  }
  return {};
}

std::string_view prefix_of(const TarBlock& block, Format format) {
  switch (format) {
    case Format::V7: return {};
    case Format::Ustar: return until_nul(tar_field(block, 345, 155));
    case Format::Star: return until_nul(tar_field(block, 345, 131));
    case Format::Gnu: return misplaced_prefix(block);
  }
  return {};
}

std::string joined_path(const TarBlock& block, Format format) {
  const std::string_view name = until_nul(tar_field(block, 0, 100));
  const std::string_view prefix = prefix_of(block, format);
  if (prefix.empty()) return std::string(name);
  std::string path;
  path.reserve(prefix.size() + 1 + name.size());
  return path.append(prefix).append(1, '/').append(name);
}

// The kernel's owner ids have 32 bits; a negative one (nobody as -2) is what chown makes of it.
std::uint64_t owner_id(std::int64_t number) {
  return number < 0 ? static_cast<std::uint32_t>(number) : static_cast<std::uint64_t>(number);
}

}  // namespace

bool is_zero_block(std::span<const std::byte> block) {
  return block[0] == std::byte{0} && std::memcmp(block.data(), block.data() + 1, block.size() - 1) == 0;
}

Result<std::int64_t> parse_tar_number(std::string_view field, std::string_view what) {
  if ((static_cast<std::uint8_t>(field[0]) & 0x80) != 0) return parse_base_256(field, what);
  return parse_octal(field, what);
}

Result<std::uint64_t> parse_tar_size(std::string_view field, std::string_view what) {
  const std::int64_t number = TRY(parse_tar_number(field, what));
  if (number < 0)
    return make_error(ErrorCode::InvalidInput, "tar header field " + std::string(what) + " is negative");
  return static_cast<std::uint64_t>(number);
}

Result<TarHeader> parse_tar_header(const TarBlock& block) {
  if (!checksum_matches(block)) return make_error(ErrorCode::InvalidInput, "tar header has a wrong checksum");
  TarHeader header;
  header.format = format_of(block);
  header.type_flag = tar_field(block, 156, 1)[0];
  header.path = joined_path(block, header.format);
  header.link_target = until_nul(tar_field(block, 157, 100));
  header.mode = static_cast<std::uint32_t>(TRY(parse_tar_number(tar_field(block, 100, 8), "mode")) & 07777);
  header.uid = owner_id(TRY(parse_tar_number(tar_field(block, 108, 8), "uid")));
  header.gid = owner_id(TRY(parse_tar_number(tar_field(block, 116, 8), "gid")));
  header.size = TRY(parse_tar_size(tar_field(block, 124, 12), "size"));
  header.mtime = TRY(parse_tar_number(tar_field(block, 136, 12), "mtime"));
  const bool device = header.type_flag == '3' || header.type_flag == '4';
  if (!device || header.format == Format::V7) return header;
  header.device_major =
      static_cast<std::uint32_t>(TRY(parse_tar_number(tar_field(block, 329, 8), "devmajor")));
  header.device_minor =
      static_cast<std::uint32_t>(TRY(parse_tar_number(tar_field(block, 337, 8), "devminor")));
  return header;
}

}  // namespace lazaret::archive
