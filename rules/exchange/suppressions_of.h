// SPDX-License-Identifier: Apache-2.0
// A rule set's suppressions in the words of other tools: one for each vulnerability, package and image that a
// rule names. Called by `lazaret rules export`. The rules are loaded; what only Lazaret can say (a range, a
// glob, a severity) is listed and takes its whole rule with it: the rest alone would hide more.
#pragma once

#include <string>
#include <vector>

#include "core/base/limits.h"
#include "core/base/result.h"
#include "rules/exchange/export.h"
#include "rules/syntax.h"

namespace lazaret::rules::exchange {

// A rule, or a part of the set, that is not exported, and why.
struct LeftOut {
  std::string file;
  int line = 0;
  std::string what;
};

struct Suppressions {
  std::vector<Suppression> said;  // by (file, index, the order in the rule)
  std::vector<LeftOut> left_out;
};

// Of the rules that are in force at `at`. Error: more than limits.vex_statements of them.
Result<Suppressions> suppressions_of(const RuleSet& rules, Instant at, const Limits& limits);

}  // namespace lazaret::rules::exchange
