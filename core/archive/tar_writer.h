// SPDX-License-Identifier: Apache-2.0
// Writes the headers of a tar archive: ustar, with a pax extended header in front where ustar has no room.
// Called by the `dir` source, which streams a directory as a layer, and by tests. Trusts its caller; any byte
// may stand in paths. Source: POSIX.1-2017 pax "ustar Interchange Format" and "pax Header Block".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/archive/tar_entry.h"

namespace lazaret::archive {

inline constexpr std::uint64_t kTarBlockBytes = 512;

using PaxRecords = std::vector<std::pair<std::string, std::string>>;  // keyword, value bytes

// The blocks before the content: long or non-ASCII paths, large sizes and ids, negative times and xattrs
// become pax records; `extra` are added as they are. The content that follows must be entry.size bytes (File
// only) and tar_padding(entry.size). Writes no sparse files: entry.stored_size and entry.sparse are not
// looked at.
std::string tar_header(const TarEntry& entry, const PaxRecords& extra = {});
// Zero bytes that follow content of this size.
constexpr std::uint64_t tar_padding(std::uint64_t size) {
  return (kTarBlockBytes - size % kTarBlockBytes) % kTarBlockBytes;
}
// Header, content and padding in one.
std::string tar_member(const TarEntry& entry, std::string_view content, const PaxRecords& extra = {});
// The two zero blocks that end an archive.
std::string tar_end();

}  // namespace lazaret::archive
