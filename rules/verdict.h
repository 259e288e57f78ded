// SPDX-License-Identifier: Apache-2.0
// What the rules say of one finding, and why: the decision record names each rule that had something to say.
// Made by an evaluator, written by reports and `rules explain`. Equal input gives an equal verdict (S1).
#pragma once

#include <string>
#include <vector>

#include "core/model/severity.h"
#include "rules/syntax.h"

namespace lazaret::rules {

// One rule in one phase. Only rules whose match is true or unknown stand here: a rule that is false about the
// finding has nothing to say (`rules explain --why-not` asks about one).
struct Decision {
  std::string rule;
  std::string file;
  int line = 0;
  Phase phase = Phase::Reclassify;
  // blocked_by names the greatest by S5 of the rules that block.
  // "applied" · "lost_to:<rule>" · "blocked_by:<rule>" · "expired" · "inactive" (disabled, or before `from`)
  // · "unknown:<field>" (the first field, in the order of the file, whose absence left the match unknown)
  std::string outcome;
  bool operator==(const Decision&) const = default;
};

struct RoutedTo {
  std::string target;
  std::vector<std::string> dedupe_by;
  std::string rule;  // the greatest by S5 of those that name the target
  bool operator==(const RoutedTo&) const = default;
};

struct GateVerdict {
  std::string name;
  GateResult result = GateResult::Pass;
  std::string rule;  // or the image gate's id
  std::string message;
  bool operator==(const GateVerdict&) const = default;
};

struct Verdict {
  enum class Status : std::uint8_t { Open, Suppressed };
  Status status = Status::Open;
  Severity severity = Severity::Unknown;  // effective
  std::vector<std::string> tags;          // sorted
  std::string suppressed_by;              // the primary suppressor; empty where open
  std::vector<RoutedTo> routes;           // sorted by target; empty and open: the default route
  std::vector<GateVerdict> gates;         // sorted by name; no entry: no rule spoke
  std::vector<Decision> decisions;  // by phase, then S5 ascending, then action in the order of Rule's members
  bool operator==(const Verdict&) const = default;
};
std::string_view to_string(Verdict::Status status);

}  // namespace lazaret::rules
