// SPDX-License-Identifier: Apache-2.0
#include "rules/compiled_rules.h"

#include <algorithm>

namespace lazaret::rules {
namespace {

bool reads_tag(const Condition& condition) {
  if (condition.kind == Condition::Kind::Field) return condition.field->name == "image.tag";
  return std::ranges::any_of(condition.children, [](const auto& child) { return reads_tag(*child); });
}

void cut(const Condition& condition, ImageConditions& image_conditions, std::vector<Conjunct>& conjuncts) {
  const auto of_image = image_conditions.add(condition);
  if (!of_image && condition.kind == Condition::Kind::All)
    for (const auto& child : condition.children) cut(*child, image_conditions, conjuncts);
  else
    conjuncts.push_back({&condition, of_image});
}

std::uint8_t does(const Rule& rule) {
  return static_cast<std::uint8_t>((rule.reclassify ? kReclassifies : 0) | (rule.tag ? kTags : 0) |
                                   (rule.suppress ? kSuppresses : 0) | (rule.protect ? kProtects : 0) |
                                   (rule.route ? kRoutes : 0) | (rule.gate ? kGates : 0));
}

void compile_rule(const Rule& rule, Instant at, CompiledRules& out) {
  const auto number = static_cast<std::uint32_t>(out.rules.size());
  const auto first = static_cast<std::uint32_t>(out.conjuncts.size());
  cut(*rule.match, out.image_conditions, out.conjuncts);
  const auto count = static_cast<std::uint32_t>(out.conjuncts.size()) - first;
  out.rules.push_back({&rule, first, count, rule.validity.at(at), does(rule), reads_tag(*rule.match)});
  if (const auto anchor = anchor_of(*rule.match))
    out.index.add(*anchor, number);
  else
    out.unindexed.push_back(number);
}

}  // namespace

CompiledRules compile_rules(const RuleSet& set, Instant at) {
  std::vector<const Rule*> ascending;
  for (const Rule& rule : set.rules) ascending.push_back(&rule);
  std::ranges::sort(ascending, [](const Rule* a, const Rule* b) { return ranks_below(*a, *b); });
  CompiledRules out;
  for (const Rule* rule : ascending) compile_rule(*rule, at, out);
  out.index.compile();
  return out;
}

}  // namespace lazaret::rules
