// SPDX-License-Identifier: Apache-2.0
// The merged view as it lies in its memory file: header, nodes, extents, strings, layer digests.
// Written by the supervisor, mapped by it and by detect jails; lives no longer than a scan, so its version is
// the build's. View::open checks magic, version and section bounds; values of nodes are checked where they
// are used.
#pragma once

#include <array>
#include <cstdint>

#include "core/image/layer_file.h"

namespace lazaret::image {

inline constexpr std::array<char, 8> kViewMagic = {'L', 'Z', 'V', 'I', 'E', 'W', '\r', '\n'};
inline constexpr std::uint32_t kViewVersion = 1;

struct ViewHeader {
  std::array<char, 8> magic;
  std::uint32_t version;
  std::uint32_t layer_count;
  std::uint64_t node_count;
  std::uint64_t extent_count;
  std::uint64_t string_bytes;
  std::uint64_t digest_bytes;  // the digests, each ended by a newline, stand last
};

struct ViewRecord {
  std::uint64_t size;
  std::int64_t mtime;
  std::uint32_t path_offset;
  std::uint32_t path_length;
  std::uint32_t target_offset;
  std::uint32_t target_length;
  std::uint32_t extent_first;
  std::uint32_t extent_count;
  std::uint32_t mode;
  std::uint32_t uid;
  std::uint32_t gid;
  std::uint16_t layer;
  std::uint16_t content_layer;
  EntryType type;
  std::uint8_t flags;
  std::uint16_t reserved;
  std::uint32_t padding;
};
static_assert(sizeof(ViewRecord) == 64);

}  // namespace lazaret::image
