// SPDX-License-Identifier: Apache-2.0
// One written value as a literal of a field's type. Called by rules/read_condition.cc and rules/read_rule.cc.
// Strict: what is not of the type is a problem, never converted; 1.10 stays a text unless a number is wanted.
#pragma once

#include <optional>

#include "rules/pattern_maker.h"
#include "rules/reader.h"

namespace lazaret::rules {

// How the operators of one mapping read texts.
struct TextOptions {
  bool ignore_case = false;
  bool search = false;
};

// The operand of `op` on `field`.
std::optional<Literal> read_literal(const YamlNode& node, const Field& field, Operator op,
                                    TextOptions options, PatternMaker& patterns, const Reporter& reporter);
// "30d 12h": units s, m, h, d, w.
std::optional<Seconds> parse_duration(std::string_view text);
std::optional<double> parse_number(std::string_view text);

}  // namespace lazaret::rules
