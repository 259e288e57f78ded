// SPDX-License-Identifier: Apache-2.0
#include "core/archive/tar_writer.h"

#include <algorithm>
#include <cstring>

namespace lazaret::archive {
namespace {

constexpr std::uint64_t kMaxSeven = 07777777;       // seven octal digits and a NUL
constexpr std::uint64_t kMaxEleven = 077777777777;  // eleven octal digits and a NUL
constexpr std::size_t kNameBytes = 100;

struct Block {
  char name[100];
  char mode[8];
  char uid[8];
  char gid[8];
  char size[12];
  char mtime[12];
  char checksum[8];
  char type_flag;
  char link_name[100];
  char magic[6];
  char version[2];
  char user[32];
  char group[32];
  char device_major[8];
  char device_minor[8];
  char prefix[155];
  char unused[12];
};
static_assert(sizeof(Block) == kTarBlockBytes);

template <std::size_t N>
void put_octal(char (&field)[N], std::uint64_t value) {
  for (std::size_t at = N - 1; at-- > 0; value >>= 3) field[at] = static_cast<char>('0' + (value & 7));
}

template <std::size_t N>
void put_text(char (&field)[N], std::string_view text) {
  std::memcpy(field, text.data(), std::min(text.size(), N));
}

void seal_block(Block& block) {
  std::memset(block.checksum, ' ', sizeof block.checksum);
  unsigned sum = 0;
  const auto* bytes = reinterpret_cast<const unsigned char*>(&block);
  for (std::size_t at = 0; at < sizeof block; ++at) sum += bytes[at];
  char digits[7] = {};
  put_octal(digits, sum);
  std::memcpy(block.checksum, digits, sizeof digits);  // six digits, NUL, the space stays
}

char type_flag_of(EntryType type) {
  switch (type) {
    case EntryType::File: return '0';
    case EntryType::HardLink: return '1';
    case EntryType::Symlink: return '2';
    case EntryType::CharDevice: return '3';
    case EntryType::BlockDevice: return '4';
    case EntryType::Directory: return '5';
    case EntryType::Fifo: return '6';
  }
  return '0';
}

// Only ASCII may stand in a ustar header; anything else is pax's.
bool fits_field(std::string_view text, std::size_t size) {
  return text.size() <= size && std::ranges::all_of(text, [](char c) { return c > 0; });
}

// "<length> <keyword>=<value>\n", where the length counts its own digits.
void append_record(std::string& out, std::string_view keyword, std::string_view value) {
  const std::size_t rest = keyword.size() + value.size() + 3;
  std::size_t length = rest + 1;
  while (rest + std::to_string(length).size() > length) ++length;
  out.append(std::to_string(length))
      .append(1, ' ')
      .append(keyword)
      .append(1, '=')
      .append(value)
      .append(1, '\n');
}

Block base_block(const TarEntry& entry) {
  Block block{};
  put_octal(block.mode, entry.mode & 07777);
  put_octal(block.uid, entry.uid <= kMaxSeven ? entry.uid : 0);
  put_octal(block.gid, entry.gid <= kMaxSeven ? entry.gid : 0);
  put_octal(block.size, 0);
  put_octal(block.mtime, 0);
  block.type_flag = type_flag_of(entry.type);
  put_text(block.magic, "ustar");
  put_text(block.version, "00");
  put_octal(block.device_major, std::min<std::uint64_t>(entry.device_major, kMaxSeven));
  put_octal(block.device_minor, std::min<std::uint64_t>(entry.device_minor, kMaxSeven));
  return block;
}

void put_path(Block& block, std::string& records, const std::string& path) {
  if (fits_field(path, kNameBytes)) return put_text(block.name, path);
  append_record(records, "path", path);
  put_text(block.name, "long-path");
}

void put_link_target(Block& block, std::string& records, const std::string& target) {
  if (fits_field(target, kNameBytes)) return put_text(block.link_name, target);
  append_record(records, "linkpath", target);
}

void put_numbers(Block& block, std::string& records, const TarEntry& entry) {
  const std::uint64_t size = entry.type == EntryType::File ? entry.size : 0;
  if (size <= kMaxEleven)
    put_octal(block.size, size);
  else
    append_record(records, "size", std::to_string(size));
  const bool mtime_fits = entry.mtime >= 0 && static_cast<std::uint64_t>(entry.mtime) <= kMaxEleven;
  if (mtime_fits)
    put_octal(block.mtime, static_cast<std::uint64_t>(entry.mtime));
  else
    append_record(records, "mtime", std::to_string(entry.mtime));
  if (entry.uid > kMaxSeven) append_record(records, "uid", std::to_string(entry.uid));
  if (entry.gid > kMaxSeven) append_record(records, "gid", std::to_string(entry.gid));
}

void append_block(std::string& out, Block& block) {
  seal_block(block);
  out.append(reinterpret_cast<const char*>(&block), sizeof block);
}

std::string extended_header(const std::string& records) {
  Block block = base_block(TarEntry{.mode = 0644});
  block.type_flag = 'x';
  put_text(block.name, "PaxHeaders/entry");
  put_octal(block.size, records.size());
  std::string out;
  append_block(out, block);
  out.append(records).append(tar_padding(records.size()), '\0');
  return out;
}

}  // namespace

std::string tar_header(const TarEntry& entry, const PaxRecords& extra) {
  std::string records;
  Block block = base_block(entry);
  put_path(block, records, entry.path);
  put_link_target(block, records, entry.link_target);
  put_numbers(block, records, entry);
  for (const auto& [name, value] : entry.xattrs) append_record(records, "SCHILY.xattr." + name, value);
  for (const auto& [keyword, value] : extra) append_record(records, keyword, value);
  std::string out = records.empty() ? std::string() : extended_header(records);
  append_block(out, block);
  return out;
}

std::string tar_member(const TarEntry& entry, std::string_view content, const PaxRecords& extra) {
  return tar_header(entry, extra).append(content).append(tar_padding(content.size()), '\0');
}

std::string tar_end() { return std::string(2 * kTarBlockBytes, '\0'); }

}  // namespace lazaret::archive
