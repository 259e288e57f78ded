// SPDX-License-Identifier: Apache-2.0
#include "rules/anchor.h"

#include <algorithm>
#include <array>

namespace lazaret::rules {
namespace {

bool is_equality(Operator op) { return op == Operator::Eq || op == Operator::In; }
bool is_order(Operator op) {
  return op == Operator::Gt || op == Operator::Gte || op == Operator::Lt || op == Operator::Lte;
}

// How few findings share a value of the field: the smaller, the better.
int rank_of(const Field& field) {
  struct Row {
    std::string_view name;
    int rank;
  };
  static constexpr std::array<Row, 13> kRows{{{"vuln.id", 0},
                                              {"vuln.aliases", 0},
                                              {"finding.id", 0},
                                              {"package.purl", 1},
                                              {"package.name", 2},
                                              {"package.source_name", 2},
                                              {"image.digest", 2},
                                              {"image.repository", 3},
                                              {"finding.path", 4},
                                              {"finding.plugin", 20},
                                              {"package.type", 20},
                                              {"package.ecosystem", 20},
                                              {"package.language", 20}}};
  const auto row = std::ranges::find(kRows, field.name, &Row::name);
  if (row != kRows.end()) return row->rank;
  const bool is_small =
      field.type == FieldType::Word || field.type == FieldType::Severity || field.type == FieldType::Boolean;
  return is_small ? 20 : 5;
}

// Prefixes let more through than whole values, patterns cost more.
int rank_of(Operator op) {
  switch (op) {
    case Operator::Prefix:
    case Operator::Glob: return 1;
    case Operator::Regex: return 6;
    default: return 0;
  }
}

bool can_probe(const Field& field) {
  switch (field.type) {
    case FieldType::Text:
    case FieldType::Word:
    case FieldType::Path:
    case FieldType::Purl:
    case FieldType::TextList:
    case FieldType::PathList:
    case FieldType::Severity:
    case FieldType::Boolean: break;
    default: return false;
  }
  // effective.* is not known yet; image.tag reads differently in different actions, and is of the image.
  return field.readable_from == Phase::Reclassify && field.name != "image.tag";
}

bool has_key(const Literal& operand) {
  const auto* pattern = std::get_if<std::shared_ptr<const Pattern>>(&operand);
  return !pattern || (*pattern)->kind() == Pattern::Kind::Regex || !(*pattern)->literal_prefix().empty();
}

bool can_look_up(const Test& test) {
  if (test.op == Operator::Regex) return true;
  if (test.ignore_case) return false;
  const bool is_known =
      is_equality(test.op) || is_order(test.op) || test.op == Operator::Glob || test.op == Operator::Prefix;
  return is_known && std::ranges::all_of(*test.operands, has_key);
}

std::optional<Anchor> anchor_of_leaf(const Condition& leaf) {
  const bool is_some = leaf.quantifier == Quantifier::Plain || leaf.quantifier == Quantifier::Any;
  if (!is_some || !can_probe(*leaf.field)) return std::nullopt;
  std::optional<Anchor> best;
  for (const Test& test : leaf.tests) {
    if (!can_look_up(test)) continue;
    const int rank = rank_of(*leaf.field) + rank_of(test.op);
    if (best && best->rank <= rank) continue;
    auto kind = Probe::Kind::Plain;
    if (is_equality(test.op) && leaf.field->name == "vuln.id" && !test.exact) kind = Probe::Kind::Aliases;
    if (is_equality(test.op) && leaf.field->type == FieldType::Purl) kind = Probe::Kind::Identity;
    best = Anchor{rank, {{{leaf.field, leaf.key, kind}, &test}}};
  }
  return best;
}

std::optional<Anchor> best_of(const std::vector<ConditionPtr>& children) {
  std::optional<Anchor> best;
  for (const auto& child : children) {
    auto anchor = anchor_of(*child);
    if (anchor && (!best || anchor->rank < best->rank)) best = std::move(anchor);
  }
  return best;
}

std::optional<Anchor> union_of(const std::vector<ConditionPtr>& children) {
  Anchor all;
  for (const auto& child : children) {
    auto anchor = anchor_of(*child);
    if (!anchor) return std::nullopt;
    all.rank = std::max(all.rank, anchor->rank);
    all.any_of.insert(all.any_of.end(), anchor->any_of.begin(), anchor->any_of.end());
  }
  return all;
}

bool satisfies(Severity severity, const Test& test) {
  return std::ranges::any_of(*test.operands, [&](const Literal& operand) {
    const auto wanted = std::get<Severity>(operand);
    switch (test.op) {
      case Operator::Gt: return severity > wanted;
      case Operator::Gte: return severity >= wanted;
      case Operator::Lt: return severity < wanted;
      case Operator::Lte: return severity <= wanted;
      default: return severity == wanted;
    }
  });
}

std::vector<AnchorKey> keys_of_severity(const Test& test) {
  std::vector<AnchorKey> keys;
  for (int i = 0; i <= static_cast<int>(Severity::Critical); ++i)
    if (const auto severity = static_cast<Severity>(i); satisfies(severity, test))
      keys.push_back({AnchorKey::Kind::Exact, std::string(to_string(severity)), nullptr});
  return keys;
}

AnchorKey key_of(const Literal& operand, Operator op) {
  if (const auto* pattern = std::get_if<std::shared_ptr<const Pattern>>(&operand)) {
    const std::string& prefix = (*pattern)->literal_prefix();
    return {prefix.empty() ? AnchorKey::Kind::Regex : AnchorKey::Kind::Prefix, prefix, *pattern};
  }
  if (const auto* purl = std::get_if<Purl>(&operand))
    return {AnchorKey::Kind::Exact, purl_identity(*purl), nullptr};
  if (const auto* flag = std::get_if<bool>(&operand))
    return {AnchorKey::Kind::Exact, *flag ? "true" : "false", nullptr};
  return {op == Operator::Prefix ? AnchorKey::Kind::Prefix : AnchorKey::Kind::Exact,
          std::get<std::string>(operand), nullptr};
}

}  // namespace

std::optional<Anchor> anchor_of(const Condition& condition) {
  switch (condition.kind) {
    case Condition::Kind::All: return best_of(condition.children);
    case Condition::Kind::Any: return union_of(condition.children);
    case Condition::Kind::Field: return anchor_of_leaf(condition);
    case Condition::Kind::Not:
    case Condition::Kind::Always: break;
  }
  return std::nullopt;
}

std::vector<AnchorKey> keys_of(const AnchorTest& anchor) {
  if (anchor.probe.field->type == FieldType::Severity) return keys_of_severity(*anchor.test);
  std::vector<AnchorKey> keys;
  for (const Literal& operand : *anchor.test->operands) keys.push_back(key_of(operand, anchor.test->op));
  return keys;
}

std::string_view key_of(const Value& value) {
  if (const auto* severity = std::get_if<Severity>(&value)) return to_string(*severity);
  const auto* flag = std::get_if<bool>(&value);
  return flag && *flag ? "true" : "false";
}

}  // namespace lazaret::rules
