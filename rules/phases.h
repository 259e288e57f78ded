// SPDX-License-Identifier: Apache-2.0
// The four phases (S4) over the few rules that an index left: each match is decided at most once.
// Called by the compiled evaluator for one finding. The words of S6 to S11 as the reference evaluator has
// them, which is its oracle.
#pragma once

#include <array>
#include <span>

#include "rules/compiled_rules.h"
#include "rules/verdict.h"

namespace lazaret::rules {

struct Candidate {
  const CompiledRule* compiled = nullptr;
  bool does(Does what) const { return (compiled->does & what) != 0; }
  std::array<std::optional<Truth>, 2> truths{};  // by reading; the first alone where there is no tag
};

struct PhaseInput {
  const RuleSet& set;
  const CompiledRules& compiled;
  const FindingFacts& finding;
  const ImageFacts& image;
  Instant at;
  const VersionOrder& order;
  std::span<Candidate> candidates;  // S5, ascending; whoever is missing is false about the finding
  ImageMemo& memo;
};

Verdict run_phases(const PhaseInput& input);

}  // namespace lazaret::rules
