// SPDX-License-Identifier: Apache-2.0
#include "rules/tooling/conjuncts.h"

#include <algorithm>

#include "core/base/text.h"
#include "rules/tooling/literal_text.h"

namespace lazaret::rules {
namespace {

void collect(const Condition& condition, Conjuncts& out) {
  if (condition.kind != Condition::Kind::All) return out.push_back(&condition);
  for (const auto& child : condition.children) collect(*child, out);
}

bool is_equality(const Test& test) { return test.op == Operator::Eq || test.op == Operator::In; }

bool is_one_equality(const Condition& leaf) {
  return leaf.kind == Condition::Kind::Field && leaf.tests.size() == 1 && is_equality(leaf.tests[0]);
}

bool same_field(const Condition& a, const Condition& b) {
  return a.kind == Condition::Kind::Field && b.kind == Condition::Kind::Field && a.field == b.field &&
         a.key == b.key;
}

bool is_same(const Literal& a, const Literal& b) {
  if (a.index() != b.index()) return false;
  return std::holds_alternative<std::shared_ptr<const Pattern>>(a) ? text_of(a) == text_of(b) : a == b;
}

// x in [a] implies x in [a, b].
bool is_subset(const Test& narrow, const Test& broad) {
  if (narrow.ignore_case != broad.ignore_case || narrow.exact != broad.exact) return false;
  return std::ranges::all_of(*narrow.operands, [&](const Literal& operand) {
    return std::ranges::any_of(*broad.operands,
                               [&](const Literal& other) { return is_same(operand, other); });
  });
}

bool implies(const Condition& narrow, const Condition& broad) {
  if (broad.kind == Condition::Kind::Always || &narrow == &broad) return true;
  if (narrow.kind != broad.kind) return false;
  if (narrow.kind == Condition::Kind::Field && !same_field(narrow, broad)) return false;
  if (is_one_equality(narrow) && is_one_equality(broad) && narrow.quantifier == broad.quantifier)
    return is_subset(narrow.tests[0], broad.tests[0]);
  return text_of(narrow) == text_of(broad);
}

// --- contradictions: of two tests on one value

// Whether equality on the field is equality of bytes: not for versions and purls, and an id has aliases.
bool compares_bytes(const Condition& leaf, const Test& test) {
  const auto type = leaf.field->type;
  if (is_list(type) || type == FieldType::Version || type == FieldType::Purl) return false;
  return leaf.field->name != "vuln.id" || test.exact;
}

bool may_both_be(const Literal& a, const Literal& b, bool ignore_case) {
  const auto* text_a = std::get_if<std::string>(&a);
  const auto* text_b = std::get_if<std::string>(&b);
  const auto* glob_a = std::get_if<std::shared_ptr<const Pattern>>(&a);
  const auto* glob_b = std::get_if<std::shared_ptr<const Pattern>>(&b);
  if (glob_a && glob_b) return true;
  if (glob_a && text_b) return (*glob_a)->matches(*text_b) != Truth::False || ignore_case;
  if (glob_b && text_a) return (*glob_b)->matches(*text_a) != Truth::False || ignore_case;
  if (text_a && text_b && ignore_case) return to_lower_ascii(*text_a) == to_lower_ascii(*text_b);
  return is_same(a, b);
}

bool may_meet(const Test& a, const Test& b) {
  for (const Literal& one : *a.operands)
    for (const Literal& other : *b.operands)
      if (may_both_be(one, other, a.ignore_case || b.ignore_case)) return true;
  return false;
}

// A number, severity, instant or duration on one scale.
std::optional<double> scale_of(const Literal& literal) {
  if (const auto* number = std::get_if<double>(&literal)) return *number;
  if (const auto* severity = std::get_if<Severity>(&literal)) return static_cast<double>(*severity);
  if (const auto* instant = std::get_if<Instant>(&literal)) return static_cast<double>(instant->unix_seconds);
  if (const auto* span = std::get_if<Seconds>(&literal)) return static_cast<double>(span->count);
  return std::nullopt;
}

bool is_order(Operator op) { return op >= Operator::Gt && op <= Operator::Lte; }

bool satisfies(double value, Operator op, double bound) {
  switch (op) {
    case Operator::Gt: return value > bound;
    case Operator::Gte: return value >= bound;
    case Operator::Lt: return value < bound;
    default: return value <= bound;
  }
}

// Two bounds leave nothing between them.
bool bounds_exclude(const Test& a, const Test& b) {
  const auto first = scale_of(a.operands->front());
  const auto second = scale_of(b.operands->front());
  const bool a_is_lower = a.op == Operator::Gt || a.op == Operator::Gte;
  const bool b_is_lower = b.op == Operator::Gt || b.op == Operator::Gte;
  if (!first || !second || a_is_lower == b_is_lower) return false;
  const double low = a_is_lower ? *first : *second;
  const double high = a_is_lower ? *second : *first;
  if (low > high) return true;
  return low == high &&
         (a.op == Operator::Gt || a.op == Operator::Lt || b.op == Operator::Gt || b.op == Operator::Lt);
}

bool order_excludes(const Test& order, const Test& equality) {
  const auto bound = scale_of(order.operands->front());
  if (!bound) return false;
  return std::ranges::none_of(*equality.operands, [&](const Literal& operand) {
    const auto value = scale_of(operand);
    return !value || satisfies(*value, order.op, *bound);
  });
}

bool excludes(const Condition& leaf, const Test& a, const Test& b) {
  if (is_list(leaf.field->type)) return false;
  const bool wants_none = a.op == Operator::Exists && !std::get<bool>(a.operands->front());
  if (wants_none) return b.op != Operator::Exists || std::get<bool>(b.operands->front());
  if (is_equality(a) && is_equality(b))
    return compares_bytes(leaf, a) && compares_bytes(leaf, b) && !may_meet(a, b);
  if (is_order(a.op) && is_order(b.op)) return leaf.field->type != FieldType::Version && bounds_exclude(a, b);
  return is_order(a.op) && is_equality(b) && leaf.field->type != FieldType::Version && order_excludes(a, b);
}

// `exists: false` and `unknown` name the same absence; only where the field has no such word is it sure.
bool has_named_unknown(const Condition& leaf) {
  return leaf.field->type == FieldType::Severity || leaf.field->type == FieldType::Word;
}

bool excludes(const Condition& a, const Condition& b) {
  if (!same_field(a, b) || a.quantifier != Quantifier::Plain || b.quantifier != Quantifier::Plain)
    return false;
  for (const Test& one : a.tests)
    for (const Test& other : b.tests) {
      const bool about_absence = one.op == Operator::Exists || other.op == Operator::Exists;
      if (&one == &other || (about_absence && has_named_unknown(a))) continue;
      if (excludes(a, one, other) || excludes(a, other, one)) return true;
    }
  return false;
}

// `x` and `not: {x}`.
bool denies(const Condition& a, const Condition& b) {
  return (a.kind == Condition::Kind::Not && text_of(*a.children[0]) == text_of(b)) ||
         (b.kind == Condition::Kind::Not && text_of(*b.children[0]) == text_of(a));
}

}  // namespace

Conjuncts conjuncts_of(const Condition& match) {
  Conjuncts out;
  collect(match, out);
  return out;
}

bool implies(const Conjuncts& narrow, const Conjuncts& broad) {
  return std::ranges::all_of(broad, [&](const Condition* wanted) {
    return wanted->kind == Condition::Kind::Always ||
           std::ranges::any_of(narrow, [&](const Condition* given) { return implies(*given, *wanted); });
  });
}

const Condition* contradiction_in(const Conjuncts& all) {
  for (std::size_t later = 0; later < all.size(); ++later)
    for (std::size_t earlier = 0; earlier <= later; ++earlier)
      if (excludes(*all[earlier], *all[later]) || denies(*all[earlier], *all[later])) return all[later];
  return nullptr;
}

bool disjoint(const Conjuncts& a, const Conjuncts& b) {
  return std::ranges::any_of(a, [&](const Condition* one) {
    return std::ranges::any_of(b, [&](const Condition* other) { return excludes(*one, *other); });
  });
}

}  // namespace lazaret::rules
