// SPDX-License-Identifier: Apache-2.0
// One entry of `rules:` or `gates:` as a Rule or an ImageGate, with every check that needs no other rule.
// Called by rules/load.cc. What needs the whole set (unique ids, `except`) is checked there.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "rules/load.h"
#include "rules/read_condition.h"

namespace lazaret::rules {

// What a file says for all its rules.
struct FileContext {
  std::uint32_t file = 0;  // index into RuleSet::files
  Layer layer = Layer::Global;
  ConditionPtr scope;
  std::string default_owner;
  int default_priority = 0;
  Instant at;
  const LoadOptions& options;
  ConditionReader& conditions;
  const Reporter& reporter;
};

// A rule and where its `except` stands, for the check against the set.
struct ReadRule {
  Rule rule;
  Span id_span;
  Span except_span;
};
struct ReadGate {
  ImageGate gate;
  Span id_span;
};

// Nothing where there is a problem, which is reported.
std::optional<ReadRule> read_rule(const YamlNode& node, std::uint32_t index, const FileContext& context);
std::optional<ReadGate> read_image_gate(const YamlNode& node, std::uint32_t index,
                                        const FileContext& context);
// A scope reads the image alone, so that it can be decided once an image.
ConditionPtr read_scope(const YamlNode& node, ConditionReader& conditions, const Reporter& reporter);

}  // namespace lazaret::rules
