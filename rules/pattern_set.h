// SPDX-License-Identifier: Apache-2.0
// Many regular expressions asked at once: one pass over a text, however many there are. Called by the index
// of rules, which asks each candidate's own Pattern afterwards: an answer here may hold too many, never too
// few. Texts are hostile; memory is bounded by `compile`, and what does not fit counts as a hit.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "rules/pattern.h"

namespace lazaret::rules {

class PatternSet {
 public:
  PatternSet();
  ~PatternSet();
  PatternSet(PatternSet&&) noexcept;

  // Regular expressions alone. `id` is what `find` answers with.
  void add(const Pattern& pattern, std::uint32_t id);
  // Once, after the last `add`. `memory`: bytes for the compiled sets and their caches together.
  void compile(std::uint64_t memory);
  // Appends the ids whose pattern may match; safe from several threads at once.
  void find(std::string_view text, std::vector<std::uint32_t>& ids) const;
  bool empty() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace lazaret::rules
