// SPDX-License-Identifier: Apache-2.0
// The one place where conditions are made: bounds what one rule can cost to judge (`rule_conditions`).
// Called by the readers of conditions. Null stands for a condition with a problem, which was reported.
#pragma once

#include <vector>

#include "core/base/limits.h"
#include "rules/reader.h"

namespace lazaret::rules {

class ConditionMaker {
 public:
  ConditionMaker(const Limits& limits, const Reporter& reporter) : limits_(limits), reporter_(reporter) {}
  ConditionPtr make(Condition condition) const;
  // A single child stands for itself, but under Not.
  ConditionPtr join(Condition::Kind kind, std::vector<ConditionPtr> children, Span span) const;

 private:
  const Limits& limits_;
  const Reporter& reporter_;
};

}  // namespace lazaret::rules
