// SPDX-License-Identifier: Apache-2.0
// What a loaded rule set says that a reader should look at twice: codes 210 to 219 but for 216, the loader's.
// Called by `lazaret rules lint`. The set is checked already; stored findings, where given, come from images.
#pragma once

#include <span>
#include <vector>

#include "rules/facts.h"
#include "rules/problem.h"
#include "rules/syntax.h"
#include "rules/version_range.h"

namespace lazaret::rules {

// One image's findings, as a report has them.
struct StoredImage {
  std::vector<FindingFacts> findings;
  ImageFacts image;
};

struct LintInput {
  const RuleSet& rules;
  Instant at;
  std::span<const StoredImage> stored;  // empty: nothing is said about breadth (218)
  VersionOrder order;
};

std::vector<Problem> lint(const LintInput& input);  // sorted

}  // namespace lazaret::rules
