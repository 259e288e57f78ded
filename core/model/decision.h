// SPDX-License-Identifier: Apache-2.0
// What rules made of a report: the decision on each finding and the set that made it. Raw findings stay as
// they are; docs/reference/report.md is the contract. Filled by core/scan, written by core/report. Texts are
// an operator's or a VEX author's: writers escape.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/severity.h"

namespace lazaret {

enum class GateResult : std::uint8_t { Pass, Warn, Fail };
std::string_view to_string(GateResult result);

// One rule that had something to say of a finding.
struct RuleOutcome {
  std::string rule;
  std::string file;
  int line = 0;
  std::string phase;    // "reclassify" "tag" "decide" "deliver"
  std::string outcome;  // "applied", "lost_to:<rule>", "blocked_by:<rule>", "expired" …
};

struct GateOutcome {
  std::string name;
  GateResult result = GateResult::Pass;
  std::string rule;  // or the image gate's id
  std::string message;
  std::uint64_t findings = 0;  // that have this result; 0 for an image gate, which counts on its own
};

struct RouteOutcome {
  std::string target;
  std::string rule;
  std::vector<std::string> dedupe_by;  // names of fields
};

struct Decision {
  Severity severity = Severity::Unknown;  // effective
  std::vector<std::string> tags;          // sorted
  std::string suppressed_by;              // the rule; empty: the finding is open
  std::vector<RouteOutcome> routes;       // sorted by target; empty: the default route
  std::vector<GateOutcome> gates;         // sorted by name
  std::vector<RuleOutcome> rules;         // in the order of the phases
};

struct RuleFileInfo {
  std::string path;
  std::string layer;
  std::uint64_t rules = 0;
  std::uint64_t gates = 0;
};

// A rule that suppresses a finding of this report, with what it says for itself.
struct SuppressionInfo {
  std::string rule;
  std::string file;
  int line = 0;
  std::string status;  // "accepted_risk" …
  std::string justification;
  std::string reason;
  std::string owner;
  std::string ticket;
  std::string until;  // RFC 3339, exclusive; empty: permanent, by approved_by
  std::string approved_by;
  std::uint64_t findings = 0;  // that it is the primary suppressor of
};

struct RulesetInfo {
  std::string id;  // "sha256:…" of the canonical form
  std::vector<RuleFileInfo> files;
  std::vector<SuppressionInfo> suppressions;  // in the order of the set
  std::vector<GateOutcome> gates;             // one a name, the worst; sorted by name
};

}  // namespace lazaret
