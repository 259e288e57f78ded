// SPDX-License-Identifier: Apache-2.0
#include "rules/make_condition.h"

#include <algorithm>

namespace lazaret::rules {

ConditionPtr ConditionMaker::make(Condition condition) const {
  std::uint64_t size = 1;
  for (const auto& child : condition.children) size += child->size;
  for (const Test& test : condition.tests) size += test.operands->size() / 64;
  if (size > limits_.rule_conditions) {
    reporter_.add(Code::Limit, condition.span,
                  "more than " + std::to_string(limits_.rule_conditions) +
                      " conditions with all macros written out, the limit rule_conditions; split the rule");
    return nullptr;
  }
  condition.size = static_cast<std::uint32_t>(size);
  return std::make_shared<const Condition>(std::move(condition));
}

ConditionPtr ConditionMaker::join(Condition::Kind kind, std::vector<ConditionPtr> children, Span span) const {
  if (std::ranges::find(children, nullptr) != children.end()) return nullptr;
  if (children.size() == 1 && kind != Condition::Kind::Not) return children.front();
  Condition condition;
  condition.kind = kind;
  condition.span = span;
  condition.children = std::move(children);
  return make(std::move(condition));
}

}  // namespace lazaret::rules
