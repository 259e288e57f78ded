// SPDX-License-Identifier: Apache-2.0
// A compiled regular expression (RE2, linear time, bounded memory) or glob. With rules/pattern_set the only
// user of RE2. Made by the loader, shared by everything that evaluates. Texts are hostile: over
// `rule_text_bytes`, or not UTF-8 under a regular expression, or out of RE2's memory, the answer is unknown,
// never "no".
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/base/limits.h"
#include "core/base/result.h"
#include "rules/value.h"

namespace lazaret::rules {

class Pattern {
 public:
  enum class Kind : std::uint8_t { Glob, Regex };
  struct Options {
    bool ignore_case = false;
    bool search = false;  // Regex: somewhere in the text; else the whole of it
  };
  // Error where the text is empty, over `rule_pattern_bytes`, does not compile, or compiles to more than
  // `rule_pattern_memory`.
  static Result<std::shared_ptr<const Pattern>> compile(Kind kind, std::string_view text, Options options,
                                                        const Limits& limits);
  ~Pattern();
  // Safe from several threads at once.
  Truth matches(std::string_view text) const;
  bool can_judge(std::string_view text) const;  // false: unknown, whatever the pattern

  Kind kind() const;
  const std::string& text() const;  // as written
  Options options() const;
  std::uint64_t memory() const;  // bytes of the compiled program; 0 for a glob
  // What every match begins with: "lab/" of lab/**; empty where nothing is fixed or case is ignored.
  const std::string& literal_prefix() const;

  struct State;
  explicit Pattern(std::unique_ptr<State> state);

 private:
  std::unique_ptr<State> state_;
};

}  // namespace lazaret::rules
