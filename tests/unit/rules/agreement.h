// SPDX-License-Identifier: Apache-2.0
// Both evaluators on random rule sets: where they differ, and how much was compared. Called by the agreement
// test and, for as many pairs as one likes, by tests/bench/rules_agreement.
#pragma once

#include <cstdint>
#include <string>

#include "rules/verdict.h"
#include "tests/unit/rules/random_rules.h"

namespace lazaret::rules {

struct Agreement {
  std::uint64_t sets = 0;
  std::uint64_t refused = 0;  // by the loader
  std::uint64_t pairs = 0;    // of a rule set and a finding
  std::uint64_t decisions = 0;
  std::uint64_t suppressed = 0;
  std::uint64_t unknown = 0;     // decisions "unknown:…"
  std::string first_difference;  // empty: none
};

// One rule set, on `images` times `findings`.
void compare_evaluators(Choices choices, std::size_t images, std::size_t findings, Agreement& agreement);
// Until `pairs` were compared, or a difference was found.
Agreement compare_evaluators(std::uint64_t pairs, std::uint64_t seed);
std::string describe(const Verdict& verdict);

}  // namespace lazaret::rules
