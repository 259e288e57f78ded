// SPDX-License-Identifier: Apache-2.0
#include "rules/syntax.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "rules/verdict.h"

namespace lazaret::rules {
namespace {

constexpr std::array<std::string_view, 15> kOperators{
    "eq", "in",  "glob", "regex", "prefix", "suffix",     "contains",  "exists",
    "gt", "gte", "lt",   "lte",   "range",  "older_than", "newer_than"};
constexpr std::array<std::string_view, 5> kLayers{"builtin", "vex", "global", "registry", "repository"};

bool is_textual(Operator op) {
  using enum Operator;
  return op == Glob || op == Regex || op == Prefix || op == Suffix || op == Contains;
}

bool is_order(Operator op) {
  using enum Operator;
  return op == Gt || op == Gte || op == Lt || op == Lte;
}

}  // namespace

std::string_view to_string(Operator op) { return kOperators[static_cast<std::size_t>(op)]; }

bool allows(FieldType type, Operator op) {
  const bool equality = op == Operator::Eq || op == Operator::In;
  if (op == Operator::Exists) return true;
  switch (type) {
    case FieldType::Text:
    case FieldType::Path:
    case FieldType::Purl:
    case FieldType::TextList:
    case FieldType::PathList: return equality || is_textual(op);
    case FieldType::Version: return equality || is_textual(op) || is_order(op) || op == Operator::Range;
    case FieldType::Word: return equality;
    case FieldType::Boolean: return op == Operator::Eq;
    case FieldType::Number:
    case FieldType::Severity:
    case FieldType::Duration: return equality || is_order(op);
    case FieldType::Instant: return is_order(op) || op == Operator::OlderThan || op == Operator::NewerThan;
  }
  return false;
}

std::string_view to_string(Layer layer) { return kLayers[static_cast<std::size_t>(layer)]; }

std::optional<Layer> parse_layer(std::string_view word) {
  const auto found = std::ranges::find(kLayers, word);
  if (found == kLayers.end()) return std::nullopt;
  return static_cast<Layer>(found - kLayers.begin());
}

std::string_view to_string(GateResult result) {
  constexpr std::array<std::string_view, 3> kNames{"pass", "warn", "fail"};
  return kNames[static_cast<std::size_t>(result)];
}

std::string_view to_string(Verdict::Status status) {
  return status == Verdict::Status::Open ? "open" : "suppressed";
}

Validity::State Validity::at(Instant instant) const {
  if (!enabled) return State::Disabled;
  if (from && instant < *from) return State::NotYet;
  return end && instant >= *end ? State::Expired : State::InForce;
}

const Rule* RuleSet::find(std::string_view rule_id) const {
  const auto found = std::ranges::find_if(rules, [&](const Rule& rule) { return rule.id == rule_id; });
  return found == rules.end() ? nullptr : &*found;
}

// Files are sorted by path bytes, so that their index orders as their paths do.
bool ranks_below(const Rule& a, const Rule& b) {
  return std::tuple(rank_of(a.layer), a.priority, a.file, a.index) <
         std::tuple(rank_of(b.layer), b.priority, b.file, b.index);
}

}  // namespace lazaret::rules
