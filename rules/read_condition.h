// SPDX-License-Identifier: Apache-2.0
// The match grammar: a mapping of fields, all, any, not, macro to a Condition. Called for rules, macros,
// scopes and the counts of image gates. Lists and macros belong to one file; a macro's body is shared, not
// copied, and its size counted each time, so that no chain of macros grows past `rule_conditions`.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <tuple>

#include "rules/read_literal.h"
#include "rules/reader.h"

namespace lazaret::rules {

class ConditionReader {
 public:
  using Definitions = std::map<std::string_view, const YamlEntry*>;  // by name
  // `lists` and `macros`: the mappings of the file's header, or null. They outlive the reader.
  ConditionReader(const YamlNode* lists, const YamlNode* macros, const Limits& limits,
                  const Reporter& reporter);

  // Null where there is a problem, which is reported. `what` names the place: "match", "scope".
  ConditionPtr read(const YamlNode& node, std::string_view what);
  // Every list and macro, used or not.
  void check_definitions();
  // A and B; either may be null.
  ConditionPtr both(ConditionPtr a, ConditionPtr b, Span span);

 private:
  struct Macro {
    bool reading = false;
    bool done = false;
    int depth = 0;  // of macros in it, itself included
    ConditionPtr body;
  };
  using Literals = std::shared_ptr<const std::vector<Literal>>;
  struct Operands {
    const Field& field;
    std::string key;
    const YamlNode& value;
    Span span;
  };
  ConditionPtr sized(Condition condition);
  ConditionPtr join(Condition::Kind kind, std::vector<ConditionPtr> children, Span span);
  ConditionPtr read_entry(const YamlEntry& entry, std::string_view what);
  ConditionPtr read_children(const YamlEntry& entry);
  ConditionPtr read_always(const YamlEntry& entry, bool alone);
  ConditionPtr read_macro(const YamlEntry& entry);
  ConditionPtr read_body(const YamlEntry& definition, Macro& macro);
  ConditionPtr named_condition(const YamlEntry& definition, ConditionPtr body);
  ConditionPtr read_field(const YamlEntry& entry);
  ConditionPtr read_operators(const Operands& operands, Quantifier quantifier);
  ConditionPtr read_comparison(const Operands& operands, Quantifier quantifier);
  ConditionPtr read_mapping(const Operands& operands, Condition condition);
  void check_modifiers(const MapReader& map, const Field& field) const;
  bool add_test(const YamlEntry& entry, const Field& field, TextOptions options, std::vector<Test>& tests);
  Literals read_one(const YamlNode& node, const Field& field, Operator op, TextOptions options) const;
  Literals read_plain(const YamlNode& node, const Field& field, TextOptions options) const;
  Literals read_named(const YamlNode& name, const Field& field, TextOptions options);

  Definitions lists_;
  Definitions macros_;
  const Limits& limits_;
  const Reporter& reporter_;
  std::map<std::string, Macro, std::less<>> states_;
  std::map<std::tuple<const YamlEntry*, const Field*, bool>, Literals> named_;  // lists read for a field
  std::uint64_t nesting_ = 0;                                                   // macros being read
  int deepest_ = 0;  // of the macros that stand in what is being read
};

}  // namespace lazaret::rules
