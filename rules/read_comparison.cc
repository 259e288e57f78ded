// SPDX-License-Identifier: Apache-2.0
#include "rules/read_comparison.h"

#include <algorithm>

#include "rules/keys.h"

namespace lazaret::rules {
namespace {

using Kind = YamlNode::Kind;

std::optional<Operator> operator_of(std::string_view key) {
  for (int i = 0; i <= static_cast<int>(Operator::NewerThan); ++i)
    if (to_string(static_cast<Operator>(i)) == key) return static_cast<Operator>(i);
  return std::nullopt;
}

std::optional<Quantifier> quantifier_of(std::string_view key) {
  if (key == "any") return Quantifier::Any;
  if (key == "all") return Quantifier::All;
  if (key == "none") return Quantifier::None;
  return std::nullopt;
}

// A plain value of a Path with a wildcard.
bool is_glob(const YamlNode& node, const Field& field) {
  return (field.type == FieldType::Path || field.type == FieldType::PathList) &&
         node.text.find_first_of("*?") != std::string::npos;
}

// A plain value is compared byte by byte.
bool is_literal_text(FieldType type) {
  return type == FieldType::Text || type == FieldType::TextList || type == FieldType::Purl ||
         type == FieldType::Version;
}

bool is_textual(FieldType type) {
  return type == FieldType::Text || type == FieldType::Path || type == FieldType::Purl || is_list(type) ||
         type == FieldType::Version;
}

}  // namespace

ConditionPtr ComparisonReader::read(const YamlEntry& entry) {
  const auto [field, key] = find_field(entry.key);
  if (!field) {
    auto names = field_names();
    names.insert(names.end(), kConditionKeys.begin(), kConditionKeys.end());
    reporter_.add_near(Code::UnknownField, key_span(entry),
                       "there is no field \"" + entry.key.substr(0, 100) + "\"", entry.key, names);
    return nullptr;
  }
  return read_operators({*field, key, entry.value, key_span(entry)}, Quantifier::Plain);
}

ConditionPtr ComparisonReader::read_quantified(const Operands& operands, const YamlEntry& entry,
                                               Quantifier inner, Quantifier outer) {
  const Field& field = operands.field;
  if (is_list(field.type) && outer == Quantifier::Plain)
    return read_operators({field, operands.key, entry.value, key_span(entry)}, inner);
  reporter_.add(Code::WrongOperator, key_span(entry),
                entry.key + " is for fields that are lists, and not inside another; " +
                    std::string(field.name) + " is a " + std::string(to_string(field.type)));
  return nullptr;
}

// Quantifiers of a mapping become conditions of their own beside its operators.
ConditionPtr ComparisonReader::read_operators(const Operands& operands, Quantifier quantifier) {
  if (operands.value.kind != Kind::Map) return read_comparison(operands, quantifier);
  std::vector<ConditionPtr> children;
  YamlNode others = operands.value;
  std::erase_if(others.entries, [](const YamlEntry& entry) { return quantifier_of(entry.key).has_value(); });
  for (const YamlEntry& entry : operands.value.entries) {
    const auto inner = quantifier_of(entry.key);
    if (inner) children.push_back(read_quantified(operands, entry, *inner, quantifier));
  }
  if (children.empty() || !others.entries.empty())
    children.push_back(read_comparison({operands.field, operands.key, others, operands.span}, quantifier));
  return maker_.join(Condition::Kind::All, std::move(children), operands.span);
}

ConditionPtr ComparisonReader::read_comparison(const Operands& operands, Quantifier quantifier) {
  Condition condition;
  condition.kind = Condition::Kind::Field;
  condition.span = operands.span;
  condition.field = &operands.field;
  condition.key = operands.key;
  condition.quantifier = quantifier;
  if (operands.value.kind == Kind::Map) return read_mapping(operands, std::move(condition));
  const auto op = operands.value.kind == Kind::List ? Operator::In : Operator::Eq;
  auto literals = read_plain(operands.value, operands.field, {});
  if (!literals) return nullptr;
  condition.tests.push_back({op, std::move(literals), false, false, span_of(operands.value)});
  return maker_.make(std::move(condition));
}

void ComparisonReader::check_modifiers(const MapReader& map, const Field& field) const {
  if (map.entry("ci") && !is_textual(field.type))
    reporter_.add(Code::WrongOperator, key_span(*map.entry("ci")), "ci is for texts");
  if (map.entry("search") && !map.entry("regex"))
    reporter_.add(Code::WrongOperator, key_span(*map.entry("search")), "search goes with regex");
  if (map.entry("exact") && field.name != "vuln.id")
    reporter_.add(Code::WrongOperator, key_span(*map.entry("exact")), "exact is for vuln.id");
}

ConditionPtr ComparisonReader::read_mapping(const Operands& operands, Condition condition) {
  const std::size_t before = reporter_.count();
  const MapReader map(operands.value, operands.field.name, kOperatorKeys, reporter_);
  check_modifiers(map, operands.field);
  const TextOptions options{map.flag("ci", false), map.flag("search", false)};
  const bool exact = map.flag("exact", false);
  for (const YamlEntry& entry : operands.value.entries)
    add_test(entry, operands.field, options, condition.tests);
  for (Test& test : condition.tests) test.ignore_case = options.ignore_case, test.exact = exact;
  if (reporter_.count() > before) return nullptr;
  if (!condition.tests.empty()) return maker_.make(std::move(condition));
  reporter_.add(Code::EmptyCondition, operands.span, std::string(operands.field.name) + " has no operator");
  return nullptr;
}

bool ComparisonReader::add_test(const YamlEntry& entry, const Field& field, TextOptions options,
                                std::vector<Test>& tests) {
  static constexpr Field kFlag{"exists", FieldType::Boolean, Phase::Reclassify, {}, "", nullptr};
  const auto op = entry.key == "list" ? Operator::In : operator_of(entry.key);
  if (!op) return true;  // a modifier, or reported as an unknown key
  if (!allows(field.type, *op)) {
    reporter_.add(Code::WrongOperator, key_span(entry),
                  std::string(field.name) + " is a " + std::string(to_string(field.type)) +
                      " and has no operator " + entry.key);
    return false;
  }
  auto literals = entry.key == "list"       ? read_named(entry.value, field, options)
                  : *op == Operator::Exists ? read_one(entry.value, kFlag, Operator::Eq, {})
                  : *op == Operator::In     ? read_plain(entry.value, field, options)
                                            : read_one(entry.value, field, *op, options);
  if (!literals) return false;
  tests.push_back({*op, std::move(literals), false, false, key_span(entry)});
  return true;
}

ComparisonReader::Literals ComparisonReader::read_one(const YamlNode& node, const Field& field, Operator op,
                                                      TextOptions options) const {
  auto literal = read_literal(node, field, op, options, patterns_, reporter_);
  if (!literal) return nullptr;
  return std::make_shared<const std::vector<Literal>>(1, std::move(*literal));
}

bool ComparisonReader::takes_plain(const YamlNode& node, const Field& field, Operator op) const {
  const std::string name(field.name);
  if (!allows(field.type, op)) {
    reporter_.add(
        Code::WrongOperator, span_of(node),
        name + (op == Operator::In ? " takes one value, not a list" : " needs an operator, like older_than"));
    return false;
  }
  if (node.kind != Kind::List || !node.items.empty()) return true;
  reporter_.add(Code::EmptyCondition, span_of(node), name + " is compared with an empty list");
  return false;
}

// A value or a list of values without an operator, and `in`. A star in a text in which nothing is a wildcard
// would silently never match.
ComparisonReader::Literals ComparisonReader::read_plain(const YamlNode& node, const Field& field,
                                                        TextOptions options) const {
  const auto op = node.kind == Kind::List ? Operator::In : Operator::Eq;
  if (!takes_plain(node, field, op)) return nullptr;
  std::vector<Literal> literals;
  const std::size_t before = reporter_.count();
  const auto take = [&](const YamlNode& item) {
    if (is_literal_text(field.type) && item.text.find('*') != std::string::npos)
      return reporter_.add(Code::BadValue, span_of(item),
                           std::string(field.name) + " is compared with " + shape_of(item) +
                               " as it stands; write {glob: …}, or {eq: …} if the star is meant");
    if (auto literal = read_literal(item, field, is_glob(item, field) ? Operator::Glob : op, options,
                                    patterns_, reporter_))
      literals.push_back(std::move(*literal));
  };
  if (op == Operator::In)
    for (const YamlNode& item : node.items) take(item);
  else
    take(node);
  if (reporter_.count() > before) return nullptr;
  return std::make_shared<const std::vector<Literal>>(std::move(literals));
}

// Read once for each field it is used with: a long list in many rules costs its length once.
ComparisonReader::Literals ComparisonReader::read_named(const YamlNode& name, const Field& field,
                                                        TextOptions options) {
  const YamlEntry* definition = lists_.find(name);
  if (!definition) {
    reporter_.add_near(Code::UnknownName, span_of(name),
                       "there is no list " + shape_of(name) + " in this file", name.text,
                       lists_.names(reporter_));
    return nullptr;
  }
  if (definition->value.kind != Kind::List) return nullptr;  // reported with the definitions
  const auto [found, is_new] = named_.try_emplace({definition, &field, options.ignore_case});
  if (is_new) found->second = read_plain(definition->value, field, options);
  if (!found->second)
    reporter_.add(Code::WrongType, span_of(name),
                  "list \"" + definition->key + "\", defined at " + place_in_file(key_span(*definition)) +
                      ", does not fit the field " + std::string(field.name));
  return found->second;
}

void ComparisonReader::check_lists() const {
  for (const auto& [name, list] : lists_)
    if (list->value.kind != Kind::List)
      reporter_.add(Code::WrongShape, span_of(list->value),
                    "list \"" + std::string(name) + "\" is a list, not " + shape_of(list->value));
    else
      read_texts(list->value, "list \"" + std::string(name) + "\"", reporter_);
}

}  // namespace lazaret::rules
