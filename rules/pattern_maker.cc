// SPDX-License-Identifier: Apache-2.0
#include "rules/pattern_maker.h"

#include "core/base/text.h"

namespace lazaret::rules {

Result<std::shared_ptr<const Pattern>> PatternMaker::make(Pattern::Kind kind, std::string_view text,
                                                          Pattern::Options options) {
  auto& known = made_[{std::string(text), kind, options.ignore_case, options.search}];
  if (known) return known;
  if (used_ > limits_.rule_patterns_memory)
    return make_error(ErrorCode::LimitExceeded,
                      "the regular expressions of the rule set compile to more than " +
                          format_bytes(limits_.rule_patterns_memory) +
                          ", the limit rule_patterns_memory; use prefix, glob or a list");
  auto pattern = Pattern::compile(kind, text, options, limits_);
  // One that grew until it was stopped cost as much as the largest.
  const bool is_too_large = !pattern && pattern.error().code == ErrorCode::LimitExceeded;
  used_ += pattern ? (*pattern)->memory() : is_too_large ? limits_.rule_pattern_memory : 0;
  if (pattern) known = *pattern;
  return pattern;
}

}  // namespace lazaret::rules
