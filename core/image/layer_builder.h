// SPDX-License-Identifier: Apache-2.0
// Writes a layer file front to back: content as it comes, the index at the end.
// Called by the unpacker and by tests. Trusts its caller: LayerFile::open is the one that checks.
// Memory: the index alone, 56 bytes an entry and its strings, in pieces that never move.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/digest.h"
#include "core/base/fd.h"
#include "core/base/limits.h"
#include "core/base/result.h"
#include "core/image/layer_file.h"
#include "core/image/layer_format.h"

namespace lazaret::image {

// Bytes that are only appended and then read once in order.
class PiecewiseBytes {
 public:
  void append(std::span<const std::byte> bytes);
  std::uint64_t size() const { return size_; }
  std::span<const std::byte> piece(std::size_t index) const;
  std::size_t pieces() const { return pieces_.size(); }

 private:
  static constexpr std::size_t kPieceBytes = 1u << 20;
  std::vector<std::unique_ptr<std::byte[]>> pieces_;
  std::uint64_t size_ = 0;
};

// Gathers small writes. Borrows the descriptor; flush() before it is read.
class BufferedWriter {
 public:
  explicit BufferedWriter(const Fd& fd)
      : fd_(fd), buffer_(std::make_unique_for_overwrite<std::byte[]>(kBytes)) {}
  Result<void> write(std::span<const std::byte> bytes);
  Result<void> flush();

 private:
  static constexpr std::size_t kBytes = 256 * 1024;
  const Fd& fd_;
  std::unique_ptr<std::byte[]> buffer_;
  std::size_t used_ = 0;
};

class LayerBuilder {
 public:
  // `output` is empty and at offset 0.
  LayerBuilder(const Fd& output, const Limits& limits, LayerFlavour flavour = LayerFlavour::Layer);

  // More content for the pack. Error: LimitExceeded (pack_bytes).
  Result<void> append_content(std::span<const std::byte> bytes);
  std::uint64_t pack_bytes() const { return pack_bytes_; }

  // The offsets, lengths and counts of `entry` are filled in here. Error: LimitExceeded (layer_string_bytes).
  Result<void> add(EntryRecord entry, std::string_view path, std::string_view target,
                   std::span<const Extent> extents);
  std::uint64_t entry_count() const { return entries_.size() / sizeof(EntryRecord); }

  // Once, at the end.
  Result<void> finish(const LayerTotals& totals);

 private:
  Result<void> write_index(const PiecewiseBytes& bytes, Hasher& hasher);

  BufferedWriter writer_;
  std::uint64_t max_pack_bytes_;
  std::uint64_t max_string_bytes_;
  LayerFlavour flavour_;
  std::uint64_t pack_bytes_ = 0;
  PiecewiseBytes entries_;
  PiecewiseBytes extents_;
  PiecewiseBytes strings_;
};

}  // namespace lazaret::image
