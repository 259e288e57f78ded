// SPDX-License-Identifier: Apache-2.0
// Gaps of one layer or one merge: the first of them, and a count of the rest, so that a hostile image cannot
// make many. Called by the unpacker and the view. Subjects are paths from the image; they are made printable
// here.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/text.h"
#include "core/model/package.h"

namespace lazaret::image {

class GapList {
 public:
  explicit GapList(std::size_t most) : most_(most) {}

  void add(const char* kind, std::string_view path, std::string reason) {
    if (gaps_.size() < most_)
      gaps_.push_back({kind, printable_path(path.substr(0, kSubjectBytes)), std::move(reason), {}});
    else
      ++left_out_;
  }
  // Once, at the end.
  std::vector<Gap> take() {
    if (left_out_ > 0)
      gaps_.push_back(
          {"more_gaps", {}, std::to_string(left_out_) + " more gaps were counted, not listed", {}});
    return std::move(gaps_);
  }

 private:
  static constexpr std::size_t kSubjectBytes = 4096;
  std::size_t most_;
  std::uint64_t left_out_ = 0;
  std::vector<Gap> gaps_;
};

}  // namespace lazaret::image
