// SPDX-License-Identifier: Apache-2.0
// Finds and reads the central directory of a zip archive.
// Called by ZipReader alone. Trusts nothing: every record is bounds-checked, the count is limited.
// Source: PKWARE APPNOTE.TXT 6.3.10, sections 4.3.12 to 4.3.16 and 4.5.3; where records are ambiguous,
// java.util.zip's choice.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/archive/zip_reader.h"
#include "core/base/result.h"

namespace lazaret::archive {

inline constexpr std::uint32_t kZipLocalSignature = 0x04034b50;
inline constexpr std::uint16_t kZipEncryptedFlag = 1;

struct ZipDirectory {
  std::uint64_t begin = 0;  // in the archive's memory
  std::uint64_t size = 0;
  std::uint64_t base =
      0;  // what recorded offsets are relative to: the bytes in front of a self-executing jar
  std::uint64_t count = 0;
  bool wide = false;  // zip64: the count is exact, else modulo 65536
};

Result<ZipDirectory> find_zip_directory(std::span<const std::byte> bytes);
Result<std::vector<ZipEntry>> read_zip_directory(std::span<const std::byte> bytes,
                                                 const ZipDirectory& directory, std::uint64_t max_entries);

}  // namespace lazaret::archive
