// SPDX-License-Identifier: Apache-2.0
// The data regions of a sparse file in a tar archive, and the walk over them.
// Made by TarReader from the four GNU forms. Trusts nothing: order, overlap, sums and count are checked once,
// at open. Source: GNU tar manual, appendix "Storing Sparse Files".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.h"

namespace lazaret::archive {

struct SparseRegion {
  std::uint64_t offset = 0;  // in the file with holes
  std::uint64_t length = 0;
};
using SparseMap = std::vector<SparseRegion>;

// "offset,length,offset,length": GNU.sparse.map of version 0.1, and what the pairs of 0.0 are joined to.
// `count` is what GNU.sparse.numblocks says.
Result<SparseMap> parse_sparse_text(std::string_view text, std::uint64_t count, std::uint64_t max_regions);

// The map of version 1.0: decimal numbers, one a line, in front of the content: the count, then offset and
// length of each.
class SparseLines {
 public:
  explicit SparseLines(std::uint64_t max_regions) : max_regions_(max_regions) {}
  // Takes the next block of content; true once the map is complete. The rest of that block is padding.
  Result<bool> feed(std::string_view block);
  SparseMap take() { return std::move(map_); }

 private:
  Result<void> end_line();
  bool complete() const { return count_ && map_.size() == *count_ && !offset_; }

  std::uint64_t max_regions_;
  std::optional<std::uint64_t> count_;
  std::optional<std::uint64_t> offset_;  // of the region whose length comes next
  std::string line_;
  SparseMap map_;
};

// Pairs of 12-byte numbers in an old GNU header or its extension blocks; stops at the first empty pair.
Result<void> append_gnu_regions(std::string_view pairs, SparseMap& map, std::uint64_t max_regions);
// Regions ascending, not overlapping, within `size`, and together exactly `stored` bytes.
Result<void> check_sparse_map(const SparseMap& map, std::uint64_t size, std::uint64_t stored);

// Walks one file from front to back: what comes next, data or a hole, and how much of it.
class SparseCursor {
 public:
  struct Piece {
    std::uint64_t length = 0;  // 0: the end
    bool hole = false;
  };
  SparseCursor() = default;  // an empty file
  SparseCursor(SparseMap map, std::uint64_t size) : map_(std::move(map)), size_(size) {}
  Piece upcoming();
  void advance(std::uint64_t count) { at_ += count; }  // at most upcoming().length

 private:
  SparseMap map_;
  std::size_t region_ = 0;
  std::uint64_t at_ = 0;
  std::uint64_t size_ = 0;
};

}  // namespace lazaret::archive
