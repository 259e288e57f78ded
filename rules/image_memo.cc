// SPDX-License-Identifier: Apache-2.0
#include "rules/image_memo.h"

#include <algorithm>

namespace lazaret::rules {
namespace {

bool reads_image_alone(const Condition& condition) {
  if (condition.kind == Condition::Kind::Field) return condition.field->of_image;
  return std::ranges::all_of(condition.children, [](const auto& child) { return reads_image_alone(*child); });
}

}  // namespace

std::optional<std::uint32_t> ImageConditions::add(const Condition& condition) {
  if (!reads_image_alone(condition)) return std::nullopt;
  return numbers_.try_emplace(&condition, static_cast<std::uint32_t>(numbers_.size())).first->second;
}

Truth ImageMemo::holds(std::uint32_t number, const Condition& condition, const Subject& subject,
                       TagReading reading, const VersionOrder& order) {
  std::uint8_t& known = truths_[number][static_cast<std::size_t>(reading)];
  if (known == kUnasked) known = static_cast<std::uint8_t>(rules::holds(condition, subject, reading, order));
  return static_cast<Truth>(known);
}

}  // namespace lazaret::rules
