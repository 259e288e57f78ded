// SPDX-License-Identifier: Apache-2.0
#include "rules/read_condition.h"

#include <algorithm>
#include <utility>

namespace lazaret::rules {
namespace {

using Kind = YamlNode::Kind;

}  // namespace

ConditionReader::ConditionReader(const YamlNode* lists, const YamlNode* macros, const Limits& limits,
                                 PatternMaker& patterns, const Reporter& reporter)
    : limits_(limits),
      reporter_(reporter),
      maker_(limits, reporter),
      comparisons_(lists, maker_, patterns, reporter),
      macros_(macros) {}

ConditionPtr ConditionReader::both(ConditionPtr a, ConditionPtr b, Span span) {
  if (!a || !b) return a ? a : b;
  return maker_.join(Condition::Kind::All, {std::move(a), std::move(b)}, span);
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
  return maker_.join(Condition::Kind::All, std::move(children), span_of(node));
}

ConditionPtr ConditionReader::read_entry(const YamlEntry& entry, std::string_view) {
  if (entry.key == "all" || entry.key == "any") return read_children(entry);
  if (entry.key == "macro") return read_macro(entry);
  if (entry.key != "not") return comparisons_.read(entry);
  std::vector<ConditionPtr> child;
  child.push_back(read(entry.value, "not"));
  return maker_.join(Condition::Kind::Not, std::move(child), key_span(entry));
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
  return maker_.join(entry.key == "all" ? Condition::Kind::All : Condition::Kind::Any, std::move(children),
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
  return maker_.make(std::move(condition));
}

ConditionPtr ConditionReader::read_macro(const YamlEntry& entry) {
  const Span here = span_of(entry.value);
  const YamlEntry* definition = macros_.find(entry.value);
  if (!definition) {
    reporter_.add_near(Code::UnknownName, here,
                       "there is no macro " + shape_of(entry.value) + " in this file", entry.value.text,
                       macros_.names(reporter_));
    return nullptr;
  }
  Macro& macro = states_[definition->key];
  if (macro.reading) {
    reporter_.add(Code::MacroCycle, here,
                  "macro \"" + definition->key + "\", defined at " + place_in_file(key_span(*definition)) +
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
  return maker_.make(std::move(named));
}

void ConditionReader::check_definitions() {
  comparisons_.check_lists();
  for (const auto& [name, definition] : macros_)
    if (Macro& macro = states_[definition->key]; !macro.done) read_body(*definition, macro);
}

}  // namespace lazaret::rules
