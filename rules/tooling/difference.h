// SPDX-License-Identifier: Apache-2.0
// What a change of rules does to stored findings: a dry run. Called by `lazaret rules diff`.
// Pure: both sets judge the same facts at the same instant.
#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rules/evaluator.h"
#include "rules/tooling/lint.h"

namespace lazaret::rules {

// Kinds of change, by the names that --fail-on takes.
enum class Change : std::uint8_t {
  NewlySuppressed,
  Reopened,
  SeverityRaised,
  SeverityLowered,
  Retagged,
  Rerouted,
  GateTightened,  // of one image, the worst over its findings and image gates
  GateLoosened,
};
std::string_view to_string(Change change);  // "newly-suppressed"
std::span<const std::string_view> change_names();

struct ChangedFinding {
  Change change = Change::NewlySuppressed;
  std::size_t image = 0;    // index into `stored`
  std::size_t finding = 0;  // of that image; gates: unused
  std::string gate;         // name of the gate
  std::string before;       // "open", "high", "fail" …
  std::string after;
  std::string rule;  // that suppresses now or did, or that the gate's word is of
};

struct Difference {
  std::vector<ChangedFinding> changes;  // by image, finding, kind
  struct Hits {
    std::size_t before = 0;
    std::size_t after = 0;
  };
  std::map<std::string, Hits> rules;  // by id: findings on which it applied; only where the counts differ
  std::size_t findings = 0;
};

Difference difference(std::span<const StoredImage> stored, const Evaluator& before, const Evaluator& after);

// Of one image: the worst word per gate name, over findings and image gates.
std::map<std::string, GateVerdict> gates_of(std::span<const Verdict> verdicts,
                                            std::span<const GateVerdict> of_image);

}  // namespace lazaret::rules
