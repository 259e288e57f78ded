// SPDX-License-Identifier: Apache-2.0
#include "core/archive/sparse_map.h"

#include <algorithm>

#include "core/archive/tar_header.h"
#include "core/base/bytes.h"
#include "core/base/text.h"

namespace lazaret::archive {
namespace {

constexpr std::size_t kNumberBytes = 12;  // of an old GNU header
constexpr std::size_t kMaxDigits = 20;

Error too_many(std::uint64_t max_regions) {
  return make_error(ErrorCode::LimitExceeded, "sparse map has more than sparse_map_entries, " +
                                                  std::to_string(max_regions) + ", regions");
}

Error damaged(std::string_view problem) {
  return make_error(ErrorCode::InvalidInput, "sparse map " + std::string(problem));
}

// Cuts the next number off at a comma.
std::optional<std::uint64_t> take_number(std::string_view& text) {
  const std::size_t comma = text.find(',');
  const auto number = parse_unsigned(text.substr(0, comma));
  text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
  return number;
}

}  // namespace

Result<SparseMap> parse_sparse_text(std::string_view text, std::uint64_t count, std::uint64_t max_regions) {
  SparseMap map;
  while (!text.empty()) {
    const auto offset = take_number(text);
    const auto length = take_number(text);
    if (!offset || !length) return damaged("holds something that is not a number");
    if (map.size() >= max_regions) return too_many(max_regions);
    map.push_back({*offset, *length});
  }
  if (map.size() != count)
    return damaged("has " + std::to_string(map.size()) + " regions but says " + std::to_string(count));
  return map;
}

Result<bool> SparseLines::feed(std::string_view block) {
  for (const char c : block) {
    if (complete()) break;
    if (c == '\n')
      TRY(end_line());
    else if (line_.size() < kMaxDigits)
      line_.push_back(c);
    else
      return damaged("holds a line that is too long");
  }
  return complete();
}

Result<void> SparseLines::end_line() {
  const auto number = parse_unsigned(line_);
  if (!number) return damaged("holds something that is not a number");
  line_.clear();
  if (!count_) {
    if (*number > max_regions_) return too_many(max_regions_);
    count_ = number;
  } else if (!offset_) {
    offset_ = number;
  } else {
    map_.push_back({*offset_, *number});
    offset_.reset();
  }
  return {};
}

Result<void> append_gnu_regions(std::string_view pairs, SparseMap& map, std::uint64_t max_regions) {
  for (; pairs.size() >= 2 * kNumberBytes && pairs[0] != '\0'; pairs.remove_prefix(2 * kNumberBytes)) {
    const std::uint64_t offset = TRY(parse_tar_size(pairs.substr(0, kNumberBytes), "sparse offset"));
    const std::uint64_t length =
        TRY(parse_tar_size(pairs.substr(kNumberBytes, kNumberBytes), "sparse length"));
    if (map.size() >= max_regions) return too_many(max_regions);
    map.push_back({offset, length});
  }
  return {};
}

Result<void> check_sparse_map(const SparseMap& map, std::uint64_t size, std::uint64_t stored) {
  std::uint64_t end = 0;
  std::uint64_t sum = 0;
  for (const SparseRegion& region : map) {
    if (region.offset < end || !range_within(region.offset, region.length, size))
      return damaged("has a region at " + std::to_string(region.offset) +
                     " that overlaps another or the end of the file");
    end = region.offset + region.length;
    sum += region.length;  // at most `size`
  }
  if (sum == stored) return {};
  return damaged("describes " + std::to_string(sum) + " bytes of data but " + std::to_string(stored) +
                 " are stored");
}

SparseCursor::Piece SparseCursor::upcoming() {
  while (region_ < map_.size() && at_ >= map_[region_].offset + map_[region_].length) ++region_;
  if (region_ == map_.size()) return {size_ - at_, true};
  const SparseRegion& region = map_[region_];
  if (at_ < region.offset) return {region.offset - at_, true};
  return {region.offset + region.length - at_, false};
}

}  // namespace lazaret::archive
