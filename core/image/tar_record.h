// SPDX-License-Identifier: Apache-2.0
// What a tar member's header says, as an entry of a layer file: all but strings, extents and flags.
// Called by the unpacker. Ids that do not fit are the largest id, which is nobody's.
#pragma once

#include <algorithm>
#include <limits>

#include "core/archive/tar_entry.h"
#include "core/image/layer_file.h"

namespace lazaret::image {

inline EntryType type_of(archive::EntryType type) {
  switch (type) {
    case archive::EntryType::File: return EntryType::File;
    case archive::EntryType::HardLink: return EntryType::HardLink;
    case archive::EntryType::Symlink: return EntryType::Symlink;
    case archive::EntryType::CharDevice: return EntryType::CharDevice;
    case archive::EntryType::BlockDevice: return EntryType::BlockDevice;
    case archive::EntryType::Directory: return EntryType::Directory;
    case archive::EntryType::Fifo: return EntryType::Fifo;
  }
  return EntryType::File;
}

inline std::uint32_t clamp_id(std::uint64_t id) {
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(id, std::numeric_limits<std::uint32_t>::max()));
}

inline EntryRecord record_of(const archive::TarEntry& entry) {
  EntryRecord record{};
  record.type = type_of(entry.type);
  record.size = record.type == EntryType::File ? entry.size : 0;
  record.mtime = entry.mtime;
  record.mode = entry.mode & 07777;
  record.uid = clamp_id(entry.uid);
  record.gid = clamp_id(entry.gid);
  return record;
}

}  // namespace lazaret::image
