// SPDX-License-Identifier: Apache-2.0
// Partial evaluation: the conditions of a rule set that read the image alone, each decided at most once an
// image. The table is made with the compiled evaluator; a memo lives as long as the judging of one image and
// belongs to one thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "rules/condition.h"

namespace lazaret::rules {

class ImageConditions {
 public:
  // The number of a condition that reads the image alone, the same for a shared one; else nothing.
  std::optional<std::uint32_t> add(const Condition& condition);
  std::size_t size() const { return numbers_.size(); }

 private:
  std::unordered_map<const Condition*, std::uint32_t> numbers_;
};

class ImageMemo {
 public:
  explicit ImageMemo(const ImageConditions& conditions) : truths_(conditions.size(), {kUnasked, kUnasked}) {}
  Truth holds(std::uint32_t number, const Condition& condition, const Subject& subject, TagReading reading,
              const VersionOrder& order);

 private:
  static constexpr std::uint8_t kUnasked = 255;
  std::vector<std::array<std::uint8_t, 2>> truths_;  // by reading
};

}  // namespace lazaret::rules
