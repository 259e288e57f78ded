// SPDX-License-Identifier: Apache-2.0
// Index and pack of one layer in one flat file: contents kept, entries, extents, strings, trailer.
// Written by the unpacker in its jail; read by the view in the supervisor, which trusts nothing in it: every
// offset, length, count and enum is checked by `open` before anything else sees it. Format:
// docs/reference/layer-file.md.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/base/fd.h"
#include "core/base/limits.h"
#include "core/base/result.h"

namespace lazaret::image {

enum class EntryType : std::uint8_t {
  File,
  Directory,
  Symlink,
  HardLink,
  CharDevice,
  BlockDevice,
  Fifo,
  Whiteout,
  Opaque
};

// Flags of an entry.
inline constexpr std::uint8_t kLooksElf = 1;
inline constexpr std::uint8_t kLooksScript = 2;
inline constexpr std::uint8_t kOverLimit =
    4;  // somebody asked for the content; it was larger than the ask allows

// A kept piece of a file: [file_offset, +length) of the file is at [pack_offset, +length) of the pack.
struct Extent {
  std::uint64_t file_offset;
  std::uint64_t length;
  std::uint64_t pack_offset;
};

// On disk and in memory alike; strings are (offset, length) into the string table.
struct EntryRecord {
  std::uint64_t size;
  std::int64_t mtime;
  std::uint32_t path_offset;
  std::uint32_t path_length;
  std::uint32_t target_offset;  // symlink: as written; hard link: normalised path
  std::uint32_t target_length;
  std::uint32_t extent_first;
  std::uint32_t extent_count;
  std::uint32_t mode;  // permission bits
  std::uint32_t uid;
  std::uint32_t gid;
  EntryType type;
  std::uint8_t flags;
  std::uint16_t reserved;
};
static_assert(sizeof(EntryRecord) == 56);

// What the unpacker counted; stands in the trailer.
struct LayerTotals {
  std::uint64_t compressed_bytes = 0;
  std::uint64_t uncompressed_bytes = 0;
  std::string diff_id;  // empty unless it was asked for or is the blob's own digest
};

// A validated layer file. The mapping lives as long as this object; views and spans point into it.
class LayerFile {
 public:
  static Result<LayerFile> open(const Fd& file, const Limits& limits);

  std::span<const EntryRecord> entries() const { return entries_; }  // in the order of the archive
  std::string_view path(const EntryRecord& entry) const { return text(entry.path_offset, entry.path_length); }
  std::string_view target(const EntryRecord& entry) const {
    return text(entry.target_offset, entry.target_length);
  }
  std::span<const Extent> extents(const EntryRecord& entry) const {
    return extents_.subspan(entry.extent_first, entry.extent_count);
  }
  std::span<const std::byte> pack() const { return pack_; }
  const LayerTotals& totals() const { return totals_; }
  // Made by list_archive: extents lie in the outer archive, not in a pack.
  bool is_listing() const { return is_listing_; }

 private:
  std::string_view text(std::uint32_t offset, std::uint32_t length) const {
    return strings_.substr(offset, length);
  }
  MappedFile file_;
  std::span<const std::byte> pack_;
  std::span<const EntryRecord> entries_;
  std::span<const Extent> extents_;
  std::string_view strings_;
  LayerTotals totals_;
  bool is_listing_ = false;
};

}  // namespace lazaret::image
