// SPDX-License-Identifier: Apache-2.0
// Reads a zip archive that lies whole in memory, through its central directory.
// Called by the java detector and the advisory importer, the former inside a jail. Trusts nothing: offsets,
// sizes, counts and overlaps are checked before anything is read; local headers must agree with the
// directory. Source: PKWARE APPNOTE.TXT 6.3.10, sections 4.3 and 4.4.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/archive/inflate.h"
#include "core/base/limits.h"
#include "core/base/result.h"

namespace lazaret::archive {

struct ZipEntry {
  std::string_view name;     // bytes in the archive's memory, as written
  std::uint16_t method = 0;  // 0 stored, 8 deflated; others cannot be read
  bool encrypted = false;
  std::uint32_t crc32 = 0;
  std::uint64_t compressed_size = 0;
  std::uint64_t size = 0;
  std::uint64_t header_offset = 0;  // of the local header in the archive's memory
};

// Not thread-safe.
class ZipReader {
 public:
  // Reads the central directory. Bytes before the first entry (a self-executing jar) and a comment after the
  // last are legal. Borrows `bytes`. Errors: InvalidInput, LimitExceeded
  // (zip_entries), Unsupported (several disks).
  static Result<ZipReader> open(std::span<const std::byte> bytes, const Limits& limits);

  const std::vector<ZipEntry>& entries() const { return entries_; }  // in the order of the directory
  const ZipEntry* find(std::string_view name) const;  // the last of that name, as java.util.zip; null
  // The plain content, its CRC checked. Errors: LimitExceeded above min(max_bytes, limits.zip_entry_bytes),
  // Unsupported for other methods and encryption, InvalidInput where local header, sizes or CRC disagree.
  Result<std::string> read_entry(const ZipEntry& entry, std::uint64_t max_bytes) const;

 private:
  ZipReader(std::span<const std::byte> bytes, const Limits& limits);
  Result<std::span<const std::byte>> stored_bytes(const ZipEntry& entry) const;

  std::span<const std::byte> bytes_;
  std::uint64_t max_entry_bytes_;
  std::uint64_t content_end_ = 0;  // where the directory begins
  std::vector<ZipEntry> entries_;
  mutable std::unique_ptr<Inflater> inflater_;  // a tool, no state of ours; made at the first deflated entry
};

}  // namespace lazaret::archive
