// SPDX-License-Identifier: Apache-2.0
#include "rules/condition.h"

#include "core/base/text.h"

namespace lazaret::rules {
namespace {

template <typename T>
Truth ordered(Operator op, const T& a, const T& b) {
  switch (op) {
    case Operator::Gt: return truth_of(a > b);
    case Operator::Gte: return truth_of(a >= b);
    case Operator::Lt: return truth_of(a < b);
    case Operator::Lte: return truth_of(a <= b);
    default: return truth_of(a == b);
  }
}

struct Comparison {
  const Field& field;
  const Test& test;
  const Subject& subject;
  const VersionOrder& order;

  std::string_view package_type() const {
    return subject.finding.package_type ? std::string_view(*subject.finding.package_type)
                                        : std::string_view();
  }
  Truth version(std::string_view actual, const std::string& wanted) const;
  Truth text(std::string_view actual, const std::string& wanted) const;
  Truth one(const Value& value, const Literal& operand) const;
  Truth any_operand(const Value& value) const;
};

// Equal bytes are equal versions in every scheme.
Truth Comparison::version(std::string_view actual, const std::string& wanted) const {
  if (actual == wanted && (test.op == Operator::Eq || test.op == Operator::In)) return Truth::True;
  const auto compared = order ? order(package_type(), actual, wanted) : std::nullopt;
  if (!compared) return Truth::Unknown;
  return ordered(test.op, *compared < 0 ? -1 : *compared > 0 ? 1 : 0, 0);
}

Truth Comparison::text(std::string_view actual, const std::string& wanted) const {
  const std::string lower = test.ignore_case ? to_lower_ascii(actual) : std::string();
  if (test.ignore_case) actual = lower;
  switch (test.op) {
    case Operator::Prefix: return truth_of(actual.starts_with(wanted));
    case Operator::Suffix: return truth_of(actual.ends_with(wanted));
    case Operator::Contains: return truth_of(actual.find(wanted) != std::string_view::npos);
    default: return truth_of(actual == wanted);
  }
}

Truth Comparison::one(const Value& value, const Literal& operand) const {
  if (const auto* actual = std::get_if<std::string_view>(&value)) {
    if (const auto* pattern = std::get_if<std::shared_ptr<const Pattern>>(&operand))
      return (*pattern)->matches(*actual);
    if (const auto* purl = std::get_if<Purl>(&operand)) return purl_matches(*purl, *actual);
    if (const auto* range = std::get_if<VersionRange>(&operand))
      return in_range(*range, package_type(), *actual, order);
    const auto& wanted = std::get<std::string>(operand);
    const bool is_text_operator =
        test.op == Operator::Prefix || test.op == Operator::Suffix || test.op == Operator::Contains;
    return field.type == FieldType::Version && !is_text_operator ? version(*actual, wanted)
                                                                 : text(*actual, wanted);
  }
  if (const auto* number = std::get_if<double>(&value))
    return ordered(test.op, *number, std::get<double>(operand));
  if (const auto* flag = std::get_if<bool>(&value)) return truth_of(*flag == std::get<bool>(operand));
  if (const auto* severity = std::get_if<Severity>(&value))
    return ordered(test.op, *severity, std::get<Severity>(operand));
  if (const auto* span = std::get_if<Seconds>(&value))
    return ordered(test.op, *span, std::get<Seconds>(operand));
  const auto* instant = std::get_if<Instant>(&value);
  if (instant == nullptr) return Truth::Unknown;
  if (const auto* age = std::get_if<Seconds>(&operand)) {
    const bool old = subject.at.unix_seconds - instant->unix_seconds >= age->count;
    return truth_of(old == (test.op == Operator::OlderThan));
  }
  return ordered(test.op, *instant, std::get<Instant>(operand));
}

Truth Comparison::any_operand(const Value& value) const {
  Truth result = Truth::False;
  for (const Literal& operand : *test.operands) {
    result = truth_or(result, one(value, operand));
    if (result == Truth::True) break;
  }
  return result;
}

bool is_equality(const Test& test) { return test.op == Operator::Eq || test.op == Operator::In; }

// The absence that has a name: severity and fix state say "unknown".
bool is_named_unknown(const Field& field, const Value& value) {
  if (const auto* severity = std::get_if<Severity>(&value)) return *severity == Severity::Unknown;
  const auto* text = std::get_if<std::string_view>(&value);
  return text != nullptr && field.type == FieldType::Word && *text == "unknown";
}

bool names_unknown(const Test& test) {
  for (const Literal& operand : *test.operands) {
    if (const auto* severity = std::get_if<Severity>(&operand); severity && *severity == Severity::Unknown)
      return true;
    if (const auto* text = std::get_if<std::string>(&operand); text && *text == "unknown") return true;
  }
  return false;
}

bool exists(const Field& field, const Value& value) {
  if (const auto* list = std::get_if<std::span<const std::string>>(&value)) return !list->empty();
  return !std::holds_alternative<std::monostate>(value) && !is_named_unknown(field, value);
}

Truth with_aliases(const Comparison& comparison, Truth by_id) {
  const auto& aliases = comparison.subject.finding.aliases;
  if (!aliases) return truth_or(by_id, Truth::Unknown);
  for (const std::string& alias : *aliases)
    by_id = truth_or(by_id, comparison.any_operand(std::string_view(alias)));
  return by_id;
}

// One value against one operator.
Truth single(const Comparison& comparison, const Value& value) {
  const auto& [field, test, subject, order] = comparison;
  if (test.op == Operator::Exists)
    return truth_of(exists(field, value) == std::get<bool>(test.operands->front()));
  if (std::holds_alternative<std::monostate>(value)) return Truth::Unknown;
  if (is_named_unknown(field, value))
    return is_equality(test) && names_unknown(test) ? Truth::True : Truth::Unknown;
  const Truth result = comparison.any_operand(value);
  return is_equality(test) && !test.exact && field.name == "vuln.id" ? with_aliases(comparison, result)
                                                                     : result;
}

struct Leaf {
  const Condition& condition;
  const Subject& subject;
  TagReading reading;
  const VersionOrder& order;

  Truth tests(const Value& value, bool of_elements) const;
  Truth list(std::span<const std::string> elements) const;
  Truth value() const;
};

// `exists` is about the list, everything else about its elements.
Truth Leaf::tests(const Value& value, bool of_elements) const {
  Truth all = Truth::True;
  for (const Test& test : condition.tests)
    if (!of_elements || test.op != Operator::Exists)
      all = truth_and(all, single({*condition.field, test, subject, order}, value));
  return all;
}

Truth Leaf::list(std::span<const std::string> elements) const {
  const bool is_tag = condition.field->name == "image.tag";
  const bool every_tag = is_tag && reading == TagReading::EveryTag;
  if (is_tag && elements.empty()) return Truth::Unknown;
  auto quantifier = condition.quantifier;
  if (quantifier == Quantifier::Plain) quantifier = every_tag ? Quantifier::All : Quantifier::Any;
  Truth any = Truth::False, all = Truth::True;
  for (const std::string& element : elements) {
    const Truth one = tests(std::string_view(element), true);
    any = truth_or(any, one);
    all = truth_and(all, one);
  }
  if (quantifier == Quantifier::All) return all;
  return quantifier == Quantifier::None ? truth_not(any) : any;
}

Truth Leaf::value() const {
  const Value value = condition.field->read(subject, condition.key);
  const auto* elements = std::get_if<std::span<const std::string>>(&value);
  if (elements == nullptr) return tests(value, false);
  Truth result = Truth::True;
  bool has_other = false;
  for (const Test& test : condition.tests)
    if (test.op == Operator::Exists)
      result = truth_and(result, single({*condition.field, test, subject, order}, value));
    else
      has_other = true;
  return has_other ? truth_and(result, list(*elements)) : result;
}

TagReading flipped(TagReading reading) {
  return reading == TagReading::SomeTag ? TagReading::EveryTag : TagReading::SomeTag;
}

}  // namespace

Truth holds(const Condition& condition, const Subject& subject, TagReading reading,
            const VersionOrder& order) {
  Truth result = condition.kind == Condition::Kind::Any ? Truth::False : Truth::True;
  switch (condition.kind) {
    case Condition::Kind::Always: return Truth::True;
    case Condition::Kind::Field: return Leaf{condition, subject, reading, order}.value();
    case Condition::Kind::Not:
      return truth_not(holds(*condition.children[0], subject, flipped(reading), order));
    case Condition::Kind::All:
      for (const auto& child : condition.children) {
        if (result == Truth::False) break;
        result = truth_and(result, holds(*child, subject, reading, order));
      }
      return result;
    case Condition::Kind::Any:
      for (const auto& child : condition.children) {
        if (result == Truth::True) break;
        result = truth_or(result, holds(*child, subject, reading, order));
      }
      return result;
  }
  return result;
}

const Condition* first_unknown(const Condition& condition, const Subject& subject, TagReading reading,
                               const VersionOrder& order) {
  if (holds(condition, subject, reading, order) != Truth::Unknown) return nullptr;
  if (condition.kind == Condition::Kind::Field) return &condition;
  const auto inner = condition.kind == Condition::Kind::Not ? flipped(reading) : reading;
  for (const auto& child : condition.children)
    if (const Condition* leaf = first_unknown(*child, subject, inner, order)) return leaf;
  return nullptr;
}

std::string field_name(const Condition& leaf) { return std::string(leaf.field->name) + leaf.key; }

}  // namespace lazaret::rules
