// SPDX-License-Identifier: Apache-2.0
// How a layer file ends: the trailer that says where everything before it lies.
// Written by LayerBuilder, read by LayerFile. Every value in it is checked by LayerFile::open.
// Source: docs/reference/layer-file.md, the one description of the format.
#pragma once

#include <array>
#include <cstdint>

namespace lazaret::image {

inline constexpr std::array<char, 8> kLayerMagic = {'L', 'Z', 'L', 'A', 'Y', 'E', 'R', '\n'};
inline constexpr std::uint32_t kLayerVersion = 1;
inline constexpr std::uint64_t kLayerAlignment = 8;  // of the entries; the pack is padded with zeros up to it

enum class LayerFlavour : std::uint32_t {
  Layer,    // extents lie in the pack, in order, and tile it
  Listing,  // there is no pack: extents lie in an outer archive, pack_offset being an offset there
};

struct LayerTrailer {
  std::array<std::uint8_t, 32>
      checksum;  // sha256 of everything between the pack and this trailer, then of the rest of it
  std::uint64_t pack_bytes;
  std::uint64_t entry_count;
  std::uint64_t extent_count;
  std::uint64_t string_bytes;
  std::uint64_t compressed_bytes;
  std::uint64_t uncompressed_bytes;
  LayerFlavour flavour;
  std::uint32_t diff_id_length;
  std::array<char, 144> diff_id;  // "sha512:" and 128 digits fit; zeros after the end
  std::uint32_t version;
  std::uint32_t reserved;
  std::array<char, 8> magic;
};
static_assert(sizeof(LayerTrailer) == 248);

}  // namespace lazaret::image
