// SPDX-License-Identifier: Apache-2.0
// One member of a tar archive, as the archive words it.
// Given by TarReader, taken by tar_header. Everything in it may be hostile: paths are neither normalised nor
// checked.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace lazaret::archive {

enum class EntryType : std::uint8_t { File, HardLink, Symlink, CharDevice, BlockDevice, Directory, Fifo };

struct TarEntry {
  EntryType type = EntryType::File;
  std::string path;  // bytes as written: may be absolute, hold "..", end in "/", be empty; never holds a NUL
  std::string link_target;        // of HardLink (a path in the archive) and Symlink
  std::uint64_t size = 0;         // logical: with holes; 0 unless File
  std::uint64_t stored_size = 0;  // bytes of content in the archive; differs from size only when sparse
  std::uint32_t mode = 0;         // permission bits, 07777 at most
  std::uint64_t uid = 0;
  std::uint64_t gid = 0;
  std::int64_t mtime = 0;  // seconds since 1970, rounded down
  std::uint32_t device_major = 0;
  std::uint32_t device_minor = 0;
  std::vector<std::pair<std::string, std::string>>
      xattrs;  // name, value bytes; sorted by name, which is unique
  bool sparse = false;
};

}  // namespace lazaret::archive
