// SPDX-License-Identifier: Apache-2.0
// A rule set made ready for many findings: rules in the order of S5, each match cut into what must all hold,
// an index over what they cannot do without, and their validity at T. Made by the compiled evaluator; borrows
// from the rule set.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "rules/image_memo.h"
#include "rules/rule_index.h"

namespace lazaret::rules {

// All of them are the match, in the order of the file.
struct Conjunct {
  const Condition* condition = nullptr;
  std::optional<std::uint32_t> of_image;  // its number among the image's conditions
};

// The actions of a rule, together.
enum Does : std::uint8_t {
  kReclassifies = 1,
  kTags = 2,
  kSuppresses = 4,
  kProtects = 8,
  kRoutes = 16,
  kGates = 32
};

struct CompiledRule {
  const Rule* rule = nullptr;
  std::uint32_t first = 0, count = 0;  // of CompiledRules::conjuncts
  Validity::State state = Validity::State::InForce;
  std::uint8_t does = 0;
  bool reads_tag = false;  // the reading of image.tag makes a difference
};

struct CompiledRules {
  std::vector<CompiledRule> rules;  // S5, ascending
  std::vector<Conjunct> conjuncts;
  RuleNumbers unindexed;  // to be asked about every finding
  RuleIndex index;
  ImageConditions image_conditions;

  std::span<const Conjunct> conjuncts_of(const CompiledRule& rule) const {
    return std::span(conjuncts).subspan(rule.first, rule.count);
  }
};

CompiledRules compile_rules(const RuleSet& set, Instant at);

}  // namespace lazaret::rules
