// SPDX-License-Identifier: Apache-2.0
// What a scan needs of rules: a decision on each finding, and what set made it. Implemented by rule_policy.h.
// Called once a scan, after matching. Gets the report read-only: raw findings cannot change.
#pragma once

#include <vector>

#include "core/model/report.h"

namespace lazaret::scan {

struct Judgement {
  std::vector<Decision> decisions;  // one a finding, in the report's order
  RulesetInfo ruleset;
};

class Policy {
 public:
  virtual ~Policy() = default;
  // Pure: equal reports give equal judgements (rules/v1 S1). `report` is sorted and has no decisions.
  virtual Judgement judge(const Report& report) const = 0;
};

}  // namespace lazaret::scan
