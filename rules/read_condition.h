// SPDX-License-Identifier: Apache-2.0
// The match grammar: a mapping of fields, all, any, not, macro to a Condition. Called for rules, macros,
// scopes and the counts of image gates. Lists and macros belong to one file; a macro's body is shared, not
// copied, and its size counted each time, so that no chain of macros grows past `rule_conditions`.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "rules/read_comparison.h"

namespace lazaret::rules {

class ConditionReader {
 public:
  // `lists` and `macros`: the mappings of the file's header, or null. All of them outlive the reader.
  ConditionReader(const YamlNode* lists, const YamlNode* macros, const Limits& limits, PatternMaker& patterns,
                  const Reporter& reporter);
  ConditionReader(const ConditionReader&) = delete;  // its parts know each other

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
  ConditionPtr read_entry(const YamlEntry& entry, std::string_view what);
  ConditionPtr read_children(const YamlEntry& entry);
  ConditionPtr read_always(const YamlEntry& entry, bool alone);
  ConditionPtr read_macro(const YamlEntry& entry);
  ConditionPtr read_body(const YamlEntry& definition, Macro& macro);
  ConditionPtr named_condition(const YamlEntry& definition, ConditionPtr body);

  const Limits& limits_;
  const Reporter& reporter_;
  ConditionMaker maker_;
  ComparisonReader comparisons_;
  Definitions macros_;
  std::map<std::string, Macro, std::less<>> states_;
  std::uint64_t nesting_ = 0;  // macros being read
  int deepest_ = 0;            // of the macros that stand in what is being read
};

}  // namespace lazaret::rules
