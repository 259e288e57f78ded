// SPDX-License-Identifier: Apache-2.0
#include "core/image/layer_builder.h"

#include <algorithm>
#include <cstring>

#include "core/base/digest.h"

namespace lazaret::image {
namespace {

template <typename T>
std::span<const std::byte> bytes_of(const T& value) {
  return std::as_bytes(std::span(&value, 1));
}

// The checksum covers the trailer too, so it is taken with an empty checksum.
void put_checksum(LayerTrailer& trailer, Hasher& hasher) {
  hasher.update(bytes_of(trailer).subspan(sizeof(trailer.checksum)));
  const Digest digest = hasher.finish();
  for (std::size_t i = 0; i < trailer.checksum.size(); ++i)
    trailer.checksum[i] =
        static_cast<std::uint8_t>(std::stoi(std::string(digest.hex().substr(2 * i, 2)), nullptr, 16));
}

}  // namespace

void PiecewiseBytes::append(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const std::size_t used = size_ % kPieceBytes;
    if (used == 0) pieces_.push_back(std::make_unique_for_overwrite<std::byte[]>(kPieceBytes));
    const auto part = bytes.first(std::min(bytes.size(), kPieceBytes - used));
    std::memcpy(pieces_.back().get() + used, part.data(), part.size());
    size_ += part.size();
    bytes = bytes.subspan(part.size());
  }
}

std::span<const std::byte> PiecewiseBytes::piece(std::size_t index) const {
  const std::uint64_t begin = index * kPieceBytes;
  return {pieces_[index].get(),
          static_cast<std::size_t>(std::min<std::uint64_t>(kPieceBytes, size_ - begin))};
}

Result<void> BufferedWriter::write(std::span<const std::byte> bytes) {
  if (bytes.size() > kBytes - used_) TRY(flush());
  if (bytes.size() >= kBytes) return write_all(fd_, bytes);
  if (!bytes.empty()) std::memcpy(buffer_.get() + used_, bytes.data(), bytes.size());
  used_ += bytes.size();
  return {};
}

Result<void> BufferedWriter::flush() {
  TRY(write_all(fd_, {buffer_.get(), used_}));
  used_ = 0;
  return {};
}

LayerBuilder::LayerBuilder(const Fd& output, const Limits& limits, LayerFlavour flavour)
    : writer_(output),
      max_pack_bytes_(limits.pack_bytes),
      max_string_bytes_(limits.layer_string_bytes),
      flavour_(flavour) {}

Result<void> LayerBuilder::append_content(std::span<const std::byte> bytes) {
  if (bytes.size() > max_pack_bytes_ - pack_bytes_)
    return make_error(ErrorCode::LimitExceeded,
                      "the content to keep of this layer is larger than the limit of " +
                          std::to_string(max_pack_bytes_) + " bytes (pack_bytes)");
  pack_bytes_ += bytes.size();
  return writer_.write(bytes);
}

Result<void> LayerBuilder::add(EntryRecord entry, std::string_view path, std::string_view target,
                               std::span<const Extent> extents) {
  const std::uint64_t total = strings_.size() + path.size() + target.size();
  if (total > max_string_bytes_)
    return make_error(ErrorCode::LimitExceeded, "the paths of this layer are " + std::to_string(total) +
                                                    " bytes or more; the limit is " +
                                                    std::to_string(max_string_bytes_) +
                                                    " (layer_string_bytes)");
  entry.path_offset = static_cast<std::uint32_t>(strings_.size());
  entry.path_length = static_cast<std::uint32_t>(path.size());
  entry.target_offset = entry.path_offset + entry.path_length;
  entry.target_length = static_cast<std::uint32_t>(target.size());
  entry.extent_first = static_cast<std::uint32_t>(extents_.size() / sizeof(Extent));
  entry.extent_count = static_cast<std::uint32_t>(extents.size());
  entry.reserved = 0;
  strings_.append(as_byte_span(path));
  strings_.append(as_byte_span(target));
  extents_.append(std::as_bytes(extents));
  entries_.append(bytes_of(entry));
  return {};
}

Result<void> LayerBuilder::write_index(const PiecewiseBytes& bytes, Hasher& hasher) {
  for (std::size_t i = 0; i < bytes.pieces(); ++i) {
    hasher.update(bytes.piece(i));
    TRY(writer_.write(bytes.piece(i)));
  }
  return {};
}

Result<void> LayerBuilder::finish(const LayerTotals& totals) {
  LayerTrailer trailer{};
  LZ_ASSERT(totals.diff_id.size() <= trailer.diff_id.size());
  trailer.pack_bytes = pack_bytes_;
  trailer.entry_count = entry_count();
  trailer.extent_count = extents_.size() / sizeof(Extent);
  trailer.string_bytes = strings_.size();
  trailer.compressed_bytes = totals.compressed_bytes;
  trailer.uncompressed_bytes = totals.uncompressed_bytes;
  trailer.flavour = flavour_;
  trailer.diff_id_length = static_cast<std::uint32_t>(totals.diff_id.size());
  std::copy(totals.diff_id.begin(), totals.diff_id.end(), trailer.diff_id.begin());
  trailer.version = kLayerVersion;
  trailer.magic = kLayerMagic;

  const std::byte padding[kLayerAlignment] = {};
  Hasher hasher;
  TRY(writer_.write(
      std::span(padding).first((kLayerAlignment - pack_bytes_ % kLayerAlignment) % kLayerAlignment)));
  TRY(write_index(entries_, hasher));
  TRY(write_index(extents_, hasher));
  TRY(write_index(strings_, hasher));
  put_checksum(trailer, hasher);
  TRY(writer_.write(bytes_of(trailer)));
  return writer_.flush();
}

}  // namespace lazaret::image
