// SPDX-License-Identifier: Apache-2.0
// Runs cases against a rule set; says which rules no case is about, and which conditions no case would miss.
// Called by `lazaret rules test`. Pure.
#pragma once

#include <memory>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "rules/syntax.h"
#include "rules/tooling/test_file.h"
#include "rules/version_range.h"

namespace lazaret::rules {

// What is wrong with the cases themselves: an id of `suppressed_by` or `blocked_by` that no rule has.
std::vector<Problem> check_cases(const RuleSet& rules, std::span<const TestCase> cases);

struct CaseResults {
  std::size_t passed = 0;
  std::vector<Problem> failures;  // 301, at the expectation that does not hold
  // By rule id (and image gate id): in how many cases it applied, and in how many it did not.
  struct Counts {
    std::size_t applied = 0;
    std::size_t declined = 0;
  };
  std::map<std::string, Counts> rules;
};
CaseResults run_cases(const std::shared_ptr<const RuleSet>& rules, std::span<const TestCase> cases,
                      const VersionOrder& order);

// 302 and 303, at the rules, and the share of rules (0 to 100) that have both kinds of cases.
struct Coverage {
  std::vector<Problem> missing;
  double percent = 100;
};
Coverage coverage_of(const RuleSet& rules, const CaseResults& results);

// Each condition of each rule is turned round, one at a time; 304 where no case fails then.
struct Mutations {
  std::size_t tried = 0;
  std::vector<Problem> survived;
};
Mutations mutate(const RuleSet& rules, std::span<const TestCase> cases, const VersionOrder& order);

}  // namespace lazaret::rules
