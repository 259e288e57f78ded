// SPDX-License-Identifier: Apache-2.0
// The patterns of one rule set, each distinct one compiled once, and all of them bounded together
// (`rule_patterns_memory`): a file of small size must not buy hours of compiling. Made by the loader.
#pragma once

#include <map>
#include <string>
#include <tuple>

#include "rules/pattern.h"

namespace lazaret::rules {

class PatternMaker {
 public:
  explicit PatternMaker(const Limits& limits) : limits_(limits) {}
  // The errors of Pattern::compile, and LimitExceeded where the set has no more memory for patterns.
  Result<std::shared_ptr<const Pattern>> make(Pattern::Kind kind, std::string_view text,
                                              Pattern::Options options);

 private:
  const Limits& limits_;
  std::uint64_t used_ = 0;  // bytes
  std::map<std::tuple<std::string, Pattern::Kind, bool, bool>, std::shared_ptr<const Pattern>> made_;
};

}  // namespace lazaret::rules
