// SPDX-License-Identifier: Apache-2.0
// The rules of a scan: the built-in ones, the operator's, and VEX documents as rules, loaded as one set.
// Called by `lazaret scan`. Only the flags, the environment, the user's configuration and the installation
// name files: nothing that is scanned can (rules/v1 S14).
#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/base/time.h"
#include "rules/exchange/rule_draft.h"
#include "rules/load.h"

namespace lazaret::cli {

struct RulePaths {
  std::vector<std::string> rules;  // of --rules; empty: those of the configuration
  std::vector<std::string> vex;    // of --vex
};

struct RulesOfScan {
  rules::LoadOutcome outcome;
  std::vector<rules::exchange::Loss> losses;  // what of the VEX documents is no rule
};

// An error where a file cannot be read or a VEX document is wrong; problems in rules are the outcome's.
Result<RulesOfScan> load_rules_of_scan(const RulePaths& paths, Instant at);

// Prints each problem on a line of standard error, "file:line:col: LZR###: message"; the exit code of
// failure.
int fail_rules(const rules::LoadOutcome& outcome);
// Says on standard error how much of the VEX documents is no rule, and the first of it.
void note_losses(const RulesOfScan& loaded);

}  // namespace lazaret::cli
