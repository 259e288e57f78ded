// SPDX-License-Identifier: Apache-2.0
#include "rules/read_condition.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/base/text.h"
#include "rules/keys.h"
#include "rules/read_literal.h"

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

ConditionReader::Definitions index(const YamlNode* map) {
  ConditionReader::Definitions definitions;
  if (map)
    for (const YamlEntry& entry : map->entries) definitions.emplace(entry.key, &entry);
  return definitions;
}

const YamlEntry* look_up(const ConditionReader::Definitions& definitions, const YamlNode& name) {
  const auto found = name.kind == Kind::Scalar ? definitions.find(name.text) : definitions.end();
  return found == definitions.end() ? nullptr : found->second;
}

std::vector<std::string_view> names_in(const ConditionReader::Definitions& definitions,
                                       const Reporter& reporter) {
  std::vector<std::string_view> names;
  if (reporter.full()) return names;
  for (const auto& [name, entry] : definitions) names.push_back(name);
  return names;
}

std::string at(Span span) { return std::to_string(span.line) + ":" + std::to_string(span.column); }

}  // namespace

ConditionReader::ConditionReader(const YamlNode* lists, const YamlNode* macros, const Limits& limits,
                                 const Reporter& reporter)
    : lists_(index(lists)), macros_(index(macros)), limits_(limits), reporter_(reporter) {}

// The one place where conditions are made: bounds what one rule can cost to judge, and how deep it nests.
ConditionPtr ConditionReader::sized(Condition condition) {
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

// Null among the children: it was reported.
ConditionPtr ConditionReader::join(Condition::Kind kind, std::vector<ConditionPtr> children, Span span) {
  if (std::ranges::find(children, nullptr) != children.end()) return nullptr;
  if (children.size() == 1 && kind != Condition::Kind::Not) return children.front();
  Condition condition;
  condition.kind = kind;
  condition.span = span;
  condition.children = std::move(children);
  return sized(std::move(condition));
}

ConditionPtr ConditionReader::both(ConditionPtr a, ConditionPtr b, Span span) {
  if (!a || !b) return a ? a : b;
  return join(Condition::Kind::All, {std::move(a), std::move(b)}, span);
}

ConditionPtr ConditionReader::read(const YamlNode& node, std::string_view what) {
  if (node.kind != Kind::Map) {
    reporter_.add(node.kind == Kind::Null ? Code::EmptyCondition : Code::WrongShape, span_of(node),
                  std::string(what) + " is a mapping of conditions, not " + shape_of(node));
    return nullptr;
  }
  if (node.entries.empty()) {
    reporter_.add(Code::EmptyCondition, span_of(node),
                  std::string(what) + " is empty; to match everything write {always: true}");
    return nullptr;
  }
  std::vector<ConditionPtr> children;
  for (const YamlEntry& entry : node.entries)
    children.push_back(entry.key == "always" ? read_always(entry, node.entries.size() == 1)
                                             : read_entry(entry, what));
  return join(Condition::Kind::All, std::move(children), span_of(node));
}

ConditionPtr ConditionReader::read_entry(const YamlEntry& entry, std::string_view) {
  if (entry.key == "all" || entry.key == "any") return read_children(entry);
  if (entry.key == "macro") return read_macro(entry);
  if (entry.key != "not") return read_field(entry);
  std::vector<ConditionPtr> child;
  child.push_back(read(entry.value, "not"));
  return join(Condition::Kind::Not, std::move(child), key_span(entry));
}

ConditionPtr ConditionReader::read_children(const YamlEntry& entry) {
  if (entry.value.kind != Kind::List) {
    reporter_.add(Code::WrongShape, span_of(entry.value),
                  entry.key + " is a list of conditions, not " + shape_of(entry.value));
    return nullptr;
  }
  if (entry.value.items.empty()) {
    reporter_.add(Code::EmptyCondition, span_of(entry.value), entry.key + " is an empty list");
    return nullptr;
  }
  std::vector<ConditionPtr> children;
  for (const YamlNode& item : entry.value.items) children.push_back(read(item, entry.key));
  return join(entry.key == "all" ? Condition::Kind::All : Condition::Kind::Any, std::move(children),
              key_span(entry));
}

ConditionPtr ConditionReader::read_always(const YamlEntry& entry, bool alone) {
  const YamlNode& value = entry.value;
  const bool is_true = value.kind == Kind::Scalar && value.plain && value.text == "true";
  if (!is_true || !alone) {
    reporter_.add(Code::BadValue, key_span(entry), "always stands alone, and is true");
    return nullptr;
  }
  Condition condition;
  condition.span = key_span(entry);
  return sized(std::move(condition));
}

ConditionPtr ConditionReader::read_macro(const YamlEntry& entry) {
  const Span here = span_of(entry.value);
  const YamlEntry* definition = look_up(macros_, entry.value);
  if (!definition) {
    reporter_.add_near(Code::UnknownName, here,
                       "there is no macro " + shape_of(entry.value) + " in this file", entry.value.text,
                       names_in(macros_, reporter_));
    return nullptr;
  }
  Macro& macro = states_[definition->key];
  if (macro.reading) {
    reporter_.add(Code::MacroCycle, here,
                  "macro \"" + definition->key + "\", defined at " + at(key_span(*definition)) +
                      ", leads back to itself");
    return nullptr;
  }
  return read_body(*definition, macro);
}

ConditionPtr ConditionReader::read_body(const YamlEntry& definition, Macro& macro) {
  if (!macro.done) {
    const int outside = std::exchange(deepest_, 0);
    macro.reading = true;
    ConditionPtr body;
    if (++nesting_ <= limits_.yaml_depth) body = read(definition.value, "macro \"" + definition.key + "\"");
    --nesting_;
    macro.reading = false;
    macro.done = true;
    macro.depth = std::exchange(deepest_, outside) + 1;
    if (static_cast<std::uint64_t>(macro.depth) + nesting_ > limits_.yaml_depth)
      reporter_.add(
          Code::Limit, key_span(definition),
          "macros nested deeper than " + std::to_string(limits_.yaml_depth) + ", the limit yaml_depth");
    else if (body)
      macro.body = named_condition(definition, std::move(body));
  }
  deepest_ = std::max(deepest_, macro.depth);
  return macro.body;
}

ConditionPtr ConditionReader::named_condition(const YamlEntry& definition, ConditionPtr body) {
  Condition named;
  named.kind = Condition::Kind::All;
  named.span = key_span(definition);
  named.macro = definition.key;
  named.children.push_back(std::move(body));
  return sized(std::move(named));
}

ConditionPtr ConditionReader::read_field(const YamlEntry& entry) {
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

// Quantifiers of a mapping become conditions of their own beside its operators.
ConditionPtr ConditionReader::read_operators(const Operands& operands, Quantifier quantifier) {
  if (operands.value.kind != Kind::Map) return read_comparison(operands, quantifier);
  std::vector<ConditionPtr> children;
  YamlNode others = operands.value;
  std::erase_if(others.entries, [](const YamlEntry& entry) { return quantifier_of(entry.key).has_value(); });
  for (const YamlEntry& entry : operands.value.entries) {
    const auto inner = quantifier_of(entry.key);
    if (!inner) continue;
    if (!is_list(operands.field.type) || quantifier != Quantifier::Plain) {
      reporter_.add(Code::WrongOperator, key_span(entry),
                    entry.key + " is for fields that are lists, and not inside another; " +
                        std::string(operands.field.name) + " is a " +
                        std::string(to_string(operands.field.type)));
      children.push_back(nullptr);
      continue;
    }
    children.push_back(read_operators({operands.field, operands.key, entry.value, key_span(entry)}, *inner));
  }
  if (children.empty() || !others.entries.empty())
    children.push_back(read_comparison({operands.field, operands.key, others, operands.span}, quantifier));
  return join(Condition::Kind::All, std::move(children), operands.span);
}

ConditionPtr ConditionReader::read_comparison(const Operands& operands, Quantifier quantifier) {
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
  return sized(std::move(condition));
}

void ConditionReader::check_modifiers(const MapReader& map, const Field& field) const {
  if (map.entry("ci") && !is_textual(field.type))
    reporter_.add(Code::WrongOperator, key_span(*map.entry("ci")), "ci is for texts");
  if (map.entry("search") && !map.entry("regex"))
    reporter_.add(Code::WrongOperator, key_span(*map.entry("search")), "search goes with regex");
  if (map.entry("exact") && field.name != "vuln.id")
    reporter_.add(Code::WrongOperator, key_span(*map.entry("exact")), "exact is for vuln.id");
}

ConditionPtr ConditionReader::read_mapping(const Operands& operands, Condition condition) {
  const std::size_t before = reporter_.count();
  const MapReader map(operands.value, operands.field.name, kOperatorKeys, reporter_);
  check_modifiers(map, operands.field);
  const TextOptions options{map.flag("ci", false), map.flag("search", false)};
  const bool exact = map.flag("exact", false);
  for (const YamlEntry& entry : operands.value.entries)
    add_test(entry, operands.field, options, condition.tests);
  for (Test& test : condition.tests) test.ignore_case = options.ignore_case, test.exact = exact;
  if (reporter_.count() > before) return nullptr;
  if (!condition.tests.empty()) return sized(std::move(condition));
  reporter_.add(Code::EmptyCondition, operands.span, std::string(operands.field.name) + " has no operator");
  return nullptr;
}

bool ConditionReader::add_test(const YamlEntry& entry, const Field& field, TextOptions options,
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

ConditionReader::Literals ConditionReader::read_one(const YamlNode& node, const Field& field, Operator op,
                                                    TextOptions options) const {
  auto literal = read_literal(node, field, op, options, limits_, reporter_);
  if (!literal) return nullptr;
  return std::make_shared<const std::vector<Literal>>(1, std::move(*literal));
}

// A value or a list of values without an operator, and `in`. A star in a text in which nothing is a wildcard
// would silently never match.
ConditionReader::Literals ConditionReader::read_plain(const YamlNode& node, const Field& field,
                                                      TextOptions options) const {
  const auto op = node.kind == Kind::List ? Operator::In : Operator::Eq;
  const std::string name(field.name);
  if (!allows(field.type, op)) {
    reporter_.add(
        Code::WrongOperator, span_of(node),
        name + (op == Operator::In ? " takes one value, not a list" : " needs an operator, like older_than"));
    return nullptr;
  }
  if (node.kind == Kind::List && node.items.empty()) {
    reporter_.add(Code::EmptyCondition, span_of(node), name + " is compared with an empty list");
    return nullptr;
  }
  std::vector<Literal> literals;
  const std::size_t before = reporter_.count();
  const auto take = [&](const YamlNode& item) {
    if (is_literal_text(field.type) && item.text.find('*') != std::string::npos)
      return reporter_.add(Code::BadValue, span_of(item),
                           name + " is compared with " + shape_of(item) +
                               " as it stands; write {glob: …}, or {eq: …} if the star is meant");
    if (auto literal = read_literal(item, field, is_glob(item, field) ? Operator::Glob : op, options, limits_,
                                    reporter_))
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
ConditionReader::Literals ConditionReader::read_named(const YamlNode& name, const Field& field,
                                                      TextOptions options) {
  const YamlEntry* definition = look_up(lists_, name);
  if (!definition) {
    reporter_.add_near(Code::UnknownName, span_of(name),
                       "there is no list " + shape_of(name) + " in this file", name.text,
                       names_in(lists_, reporter_));
    return nullptr;
  }
  if (definition->value.kind != Kind::List) return nullptr;  // reported with the definitions
  const auto [found, is_new] = named_.try_emplace({definition, &field, options.ignore_case});
  if (is_new) found->second = read_plain(definition->value, field, options);
  if (!found->second)
    reporter_.add(Code::WrongType, span_of(name),
                  "list \"" + definition->key + "\", defined at " + at(key_span(*definition)) +
                      ", does not fit the field " + std::string(field.name));
  return found->second;
}

void ConditionReader::check_definitions() {
  for (const auto& [name, list] : lists_)
    if (list->value.kind != Kind::List)
      reporter_.add(Code::WrongShape, span_of(list->value),
                    "list \"" + std::string(name) + "\" is a list, not " + shape_of(list->value));
    else
      read_texts(list->value, "list \"" + std::string(name) + "\"", reporter_);
  for (const auto& [name, definition] : macros_)
    if (Macro& macro = states_[definition->key]; !macro.done) read_body(*definition, macro);
}

}  // namespace lazaret::rules
