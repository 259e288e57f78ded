// SPDX-License-Identifier: Apache-2.0
// A rule set made ready for many findings: rules in the order of S5, each match cut into what must all hold,
// an index over what they cannot do without, and their validity at T. Made by the compiled evaluator; borrows
// from the rule set.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "rules/image_memo.h"
#include "rules/rule_index.h"

namespace lazaret::rules {

// All of them are the match, in the order of the file.
struct Conjunct {
  const Condition* condition = nullptr;
  std::optional<std::uint32_t> of_image;  // its number among the image's conditions
};

struct CompiledRule {
  const Rule* rule = nullptr;
  Validity::State state = Validity::State::InForce;
  bool reads_tag = false;  // the reading of image.tag makes a difference
  std::vector<Conjunct> conjuncts;
};

struct CompiledRules {
  std::vector<CompiledRule> rules;  // S5, ascending
  RuleNumbers unindexed;            // to be asked about every finding
  RuleIndex index;
  ImageConditions image_conditions;
};

CompiledRules compile_rules(const RuleSet& set, Instant at);

}  // namespace lazaret::rules
