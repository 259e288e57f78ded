// SPDX-License-Identifier: Apache-2.0
// A field with its operators and values as a Condition: "package.version: {range: …}". Called by the reader
// of the match grammar. Checks operators and values against the field's type; a named list is read once for
// each field it is used with.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "rules/definitions.h"
#include "rules/make_condition.h"
#include "rules/read_literal.h"

namespace lazaret::rules {

class ComparisonReader {
 public:
  ComparisonReader(const YamlNode* lists, const ConditionMaker& maker, PatternMaker& patterns,
                   const Reporter& reporter)
      : lists_(lists), maker_(maker), patterns_(patterns), reporter_(reporter) {}
  // Null where there is a problem, which is reported.
  ConditionPtr read(const YamlEntry& entry);
  // Every list, used or not.
  void check_lists() const;

 private:
  using Literals = std::shared_ptr<const std::vector<Literal>>;
  struct Operands {
    const Field& field;
    std::string key;
    const YamlNode& value;
    Span span;
  };
  ConditionPtr read_operators(const Operands& operands, Quantifier quantifier);
  ConditionPtr read_quantified(const Operands& operands, const YamlEntry& entry, Quantifier inner,
                               Quantifier outer);
  ConditionPtr read_comparison(const Operands& operands, Quantifier quantifier);
  ConditionPtr read_mapping(const Operands& operands, Condition condition);
  void check_modifiers(const MapReader& map, const Field& field) const;
  bool add_test(const YamlEntry& entry, const Field& field, TextOptions options, std::vector<Test>& tests);
  Literals read_one(const YamlNode& node, const Field& field, Operator op, TextOptions options) const;
  bool takes_plain(const YamlNode& node, const Field& field, Operator op) const;
  Literals read_plain(const YamlNode& node, const Field& field, TextOptions options) const;
  Literals read_named(const YamlNode& name, const Field& field, TextOptions options);

  Definitions lists_;
  const ConditionMaker& maker_;
  PatternMaker& patterns_;
  const Reporter& reporter_;
  std::map<std::tuple<const YamlEntry*, const Field*, bool>, Literals> named_;
};

}  // namespace lazaret::rules
