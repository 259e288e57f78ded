// SPDX-License-Identifier: Apache-2.0
// How often each rule of a set had its way with stored findings, and whether it still can.
// Called by `lazaret rules stats`. Pure.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "rules/evaluator.h"
#include "rules/tooling/lint.h"

namespace lazaret::rules {

enum class RuleState : std::uint8_t { InForce, EndsSoon, Expired, NotYet, Disabled };
std::string_view to_string(RuleState state);  // "in force"; soon: within 14 days

struct RuleUsage {
  const Rule* rule = nullptr;
  RuleState state = RuleState::InForce;
  std::size_t applied = 0;  // findings
  std::size_t blocked = 0;
  std::size_t lost = 0;
  std::size_t unknown = 0;
};

// In the order of the set.
std::vector<RuleUsage> usage_of(const RuleSet& set, const Evaluator& evaluator,
                                std::span<const StoredImage> stored, Instant at);

}  // namespace lazaret::rules
