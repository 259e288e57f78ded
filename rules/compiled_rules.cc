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

}  // namespace

CompiledRules compile_rules(const RuleSet& set, Instant at) {
  CompiledRules out;
  for (const Rule& rule : set.rules)
    out.rules.push_back({&rule, rule.validity.at(at), reads_tag(*rule.match), {}});
  std::ranges::sort(
      out.rules, [](const CompiledRule& a, const CompiledRule& b) { return ranks_below(*a.rule, *b.rule); });
  for (std::uint32_t i = 0; i < out.rules.size(); ++i) {
    cut(*out.rules[i].rule->match, out.image_conditions, out.rules[i].conjuncts);
    if (const auto anchor = anchor_of(*out.rules[i].rule->match))
      out.index.add(*anchor, i);
    else
      out.unindexed.push_back(i);
  }
  out.index.compile();
  return out;
}

}  // namespace lazaret::rules
