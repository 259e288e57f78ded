// SPDX-License-Identifier: Apache-2.0
#include "core/archive/zip_directory.h"

#include <algorithm>
#include <optional>

#include "core/base/bytes.h"

namespace lazaret::archive {
namespace {

constexpr std::uint32_t kCentralSignature = 0x02014b50, kEndSignature = 0x06054b50;
constexpr std::uint32_t kWideEndSignature = 0x06064b50, kWideLocatorSignature = 0x07064b50;
constexpr std::uint64_t kEndBytes = 22, kMaxCommentBytes = 0xffff, kWideLocatorBytes = 20, kCentralBytes = 46;
constexpr std::uint64_t kLocalHeaderBytes = 30;
constexpr std::uint16_t kWideExtra = 1;  // the zip64 extra field
constexpr std::uint32_t kMax32 = 0xffffffff;
constexpr std::uint16_t kMax16 = 0xffff;

struct End {
  std::uint64_t position = 0;
  std::uint32_t disks = 0;  // this disk's number and the directory's, or-ed: all zero in a whole archive
  std::uint64_t count = 0;
  std::uint64_t size = 0;
  std::uint64_t offset = 0;
  std::uint64_t comment_size = 0;
  bool wide = false;
};

Error not_a_zip(std::string_view problem) {
  return make_error(ErrorCode::InvalidInput, "not a zip archive: " + std::string(problem));
}

bool signature_at(std::span<const std::byte> bytes, std::uint64_t offset, std::uint32_t signature) {
  ByteReader reader(bytes, "zip");
  if (!reader.seek(offset).has_value()) return false;
  const auto found = reader.read_u32le();
  return found.has_value() && *found == signature;
}

Result<End> read_end(std::span<const std::byte> bytes, std::uint64_t position) {
  ByteReader reader(bytes, "zip end record");
  TRY(reader.seek(position + 4));
  End end{.position = position};
  end.disks = TRY(reader.read_u16le());
  end.disks |= TRY(reader.read_u16le());
  TRY(reader.skip(2));
  end.count = TRY(reader.read_u16le());
  end.size = TRY(reader.read_u32le());
  end.offset = TRY(reader.read_u32le());
  end.comment_size = TRY(reader.read_u16le());
  return end;
}

// A record whose comment ends with the file is the one. Another is taken only if a directory stands right
// before it and a first entry where that says: a comment cannot smuggle in a second directory.
bool is_plausible(std::span<const std::byte> bytes, const End& end) {
  if (end.position + kEndBytes + end.comment_size == bytes.size()) return true;
  if (end.size > end.position || end.offset > end.position - end.size) return false;
  const std::uint64_t begin = end.position - end.size;
  return signature_at(bytes, begin, kCentralSignature) &&
         signature_at(bytes, begin - end.offset, kZipLocalSignature);
}

Result<End> find_end(std::span<const std::byte> bytes) {
  if (bytes.size() < kEndBytes) return not_a_zip("too short");
  const std::uint64_t last = bytes.size() - kEndBytes;
  const std::uint64_t first = last > kMaxCommentBytes ? last - kMaxCommentBytes : 0;
  for (std::uint64_t position = last + 1; position-- > first;) {
    if (bytes[static_cast<std::size_t>(position)] != std::byte{'P'}) continue;
    if (!signature_at(bytes, position, kEndSignature)) continue;
    const End end = TRY(read_end(bytes, position));
    if (is_plausible(bytes, end)) return end;
  }
  return not_a_zip("no end of central directory");
}

// Where a field is saturated, zip64's record in front has the number.
Result<void> widen(std::span<const std::byte> bytes, End& end) {
  if (end.count != kMax16 && end.size != kMax32 && end.offset != kMax32) return {};
  if (end.position < kWideLocatorBytes) return {};
  const std::uint64_t locator = end.position - kWideLocatorBytes;
  if (!signature_at(bytes, locator, kWideLocatorSignature)) return {};
  ByteReader reader(bytes, "zip64 end record");
  TRY(reader.seek(locator + 8));
  const std::uint64_t position = TRY(reader.read_u64le());
  if (!signature_at(bytes, position, kWideEndSignature))
    return not_a_zip("its zip64 end record is not where it should be");
  TRY(reader.seek(position + 16));
  end.disks = TRY(reader.read_u32le());
  end.disks |= TRY(reader.read_u32le());
  TRY(reader.skip(8));
  end.count = TRY(reader.read_u64le());
  end.size = TRY(reader.read_u64le());
  end.offset = TRY(reader.read_u64le());
  end.position = position;
  end.wide = true;
  return {};
}

// The saturated ones of an entry's numbers stand in the zip64 extra field, in this order.
Result<void> read_wide_extra(std::span<const std::byte> extra, ZipEntry& entry) {
  ByteReader reader(extra, "zip extra fields");
  while (reader.remaining() >= 4) {
    const std::uint16_t id = TRY(reader.read_u16le());
    const std::uint16_t size = TRY(reader.read_u16le());
    if (id != kWideExtra) {
      if (size > reader.remaining()) return {};  // not ours, and some tools pad with what looks like a field
      TRY(reader.skip(size));
      continue;
    }
    ByteReader field(TRY(reader.take(size)), "zip64 extra field");
    for (std::uint64_t* number : {&entry.size, &entry.compressed_size, &entry.header_offset}) {
      if (*number == kMax32 && field.remaining() >= 8) *number = TRY(field.read_u64le());
    }
    return {};
  }
  return {};
}

Result<ZipEntry> read_entry(ByteReader& reader) {
  if (TRY(reader.read_u32le()) != kCentralSignature) return not_a_zip("its directory is damaged");
  ZipEntry entry;
  TRY(reader.skip(4));  // versions
  entry.encrypted = (TRY(reader.read_u16le()) & kZipEncryptedFlag) != 0;
  entry.method = TRY(reader.read_u16le());
  TRY(reader.skip(4));  // time
  entry.crc32 = TRY(reader.read_u32le());
  entry.compressed_size = TRY(reader.read_u32le());
  entry.size = TRY(reader.read_u32le());
  const std::uint16_t name_size = TRY(reader.read_u16le());
  const std::uint16_t extra_size = TRY(reader.read_u16le());
  const std::uint16_t comment_size = TRY(reader.read_u16le());
  TRY(reader.skip(8));  // disk, attributes
  entry.header_offset = TRY(reader.read_u32le());
  entry.name = TRY(reader.take_text(name_size));
  TRY(read_wide_extra(TRY(reader.take(extra_size)), entry));
  TRY(reader.skip(comment_size));
  return entry;
}

Result<void> place_entry(ZipEntry& entry, const ZipDirectory& directory) {
  const std::uint64_t room = directory.begin - directory.base;
  const std::uint64_t header = kLocalHeaderBytes + entry.name.size();
  if (!range_within(entry.header_offset, header, room) ||
      !range_within(entry.header_offset + header, entry.compressed_size, room))
    return make_error(ErrorCode::InvalidInput, "zip entry \"" + std::string(entry.name.substr(0, 256)) +
                                                   "\" lies outside the archive");
  entry.header_offset += directory.base;
  return {};
}

}  // namespace

Result<ZipDirectory> find_zip_directory(std::span<const std::byte> bytes) {
  End end = TRY(find_end(bytes));
  TRY(widen(bytes, end));
  if (end.disks != 0)
    return make_error(ErrorCode::Unsupported, "zip archives of several disks are not supported");
  if (end.size > end.position || end.offset > end.position - end.size)
    return not_a_zip("its directory of " + std::to_string(end.size) +
                     " bytes does not fit in front of its end record");
  const std::uint64_t begin = end.position - end.size;
  return ZipDirectory{
      .begin = begin, .size = end.size, .base = begin - end.offset, .count = end.count, .wide = end.wide};
}

Result<std::vector<ZipEntry>> read_zip_directory(std::span<const std::byte> bytes,
                                                 const ZipDirectory& directory, std::uint64_t max_entries) {
  ByteReader reader(
      bytes.subspan(static_cast<std::size_t>(directory.begin), static_cast<std::size_t>(directory.size)),
      "zip directory");
  std::vector<ZipEntry> entries;
  entries.reserve(
      static_cast<std::size_t>(std::min({directory.count, directory.size / kCentralBytes, max_entries})));
  while (!reader.at_end()) {
    if (entries.size() >= max_entries)
      return make_error(ErrorCode::LimitExceeded, "zip archive has more than zip_entries, " +
                                                      std::to_string(max_entries) + ", entries");
    ZipEntry entry = TRY(read_entry(reader));
    TRY(place_entry(entry, directory));
    entries.push_back(entry);
  }
  // Old tools write more than 65535 entries without zip64: the count is then what is left of it.
  const std::uint64_t counted = directory.wide ? entries.size() : entries.size() & kMax16;
  if (counted != directory.count)
    return not_a_zip("its directory has " + std::to_string(entries.size()) + " entries but says " +
                     std::to_string(directory.count));
  return entries;
}

}  // namespace lazaret::archive
