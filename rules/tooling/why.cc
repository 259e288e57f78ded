// SPDX-License-Identifier: Apache-2.0
#include "rules/tooling/why.h"

#include <algorithm>
#include <array>

#include "rules/tooling/literal_text.h"

namespace lazaret::rules {
namespace {

TagReading flipped(TagReading reading) {
  return reading == TagReading::SomeTag ? TagReading::EveryTag : TagReading::SomeTag;
}

std::string step_text(const Condition& condition) {
  switch (condition.kind) {
    case Condition::Kind::Any: return "any of " + std::to_string(condition.children.size()) + " conditions";
    case Condition::Kind::Not: return "not";
    case Condition::Kind::All:
      if (condition.macro.empty()) return {};
      return condition.macro == "scope" ? "scope" : "macro " + condition.macro;
    default: return text_of(condition);
  }
}

// The child by which a condition comes out as it does.
const Condition& decisive_child(const Condition& condition, Truth truth, const Subject& subject,
                                TagReading reading, const VersionOrder& order) {
  const auto inner = condition.kind == Condition::Kind::Not ? flipped(reading) : reading;
  const Truth wanted = condition.kind == Condition::Kind::Not ? truth_not(truth) : truth;
  for (const auto& child : condition.children)
    if (holds(*child, subject, inner, order) == wanted) return *child;
  return *condition.children.front();
}

void walk(const Condition& condition, const Subject& subject, TagReading reading, const VersionOrder& order,
          Why& out) {
  const Truth truth = holds(condition, subject, reading, order);
  const std::string text = step_text(condition);
  if (!text.empty()) out.path.push_back({text, condition.span, truth});
  if (condition.kind == Condition::Kind::Field)
    out.actual = text_of(condition.field->read(subject, condition.key));
  if (condition.children.empty()) return;
  const auto inner = condition.kind == Condition::Kind::Not ? flipped(reading) : reading;
  walk(decisive_child(condition, truth, subject, reading, order), subject, inner, order, out);
}

}  // namespace

Why why(const Condition& match, const Subject& subject, TagReading reading, const VersionOrder& order) {
  Why out;
  out.truth = holds(match, subject, reading, order);
  walk(match, subject, reading, order, out);
  return out;
}

TagReading reading_of(const Rule& rule, const FindingFacts& finding) {
  if (rule.suppress) return TagReading::EveryTag;
  if (!rule.reclassify) return TagReading::SomeTag;
  if (const auto* shift = std::get_if<int>(&rule.reclassify->to))
    return *shift > 0 && finding.severity != Severity::Unknown ? TagReading::SomeTag : TagReading::EveryTag;
  const auto* target = std::get_if<Severity>(&rule.reclassify->to);
  const bool is_up = target && finding.severity != Severity::Unknown && *target > finding.severity;
  return is_up ? TagReading::SomeTag : TagReading::EveryTag;
}

std::string_view to_string(Truth truth) {
  constexpr std::array<std::string_view, 3> kNames{"false", "unknown", "true"};
  return kNames[static_cast<std::size_t>(truth)];
}

}  // namespace lazaret::rules
