// SPDX-License-Identifier: Apache-2.0
// The rules of a scan: the built-in ones, the operator's, and VEX documents as rules, loaded as one set.
// Called by `lazaret scan`. Only the flags, the environment, the user's configuration and the installation
// name files: nothing that is scanned can (rules/v1 S14).
#pragma once

#include "core/base/result.h"
#include "core/base/time.h"
#include "core/scan/installation.h"

namespace lazaret::cli {

// As scan::load_scan_rules; where `paths` names no rules, those of the configuration.
Result<scan::LoadedRules> load_rules_of_scan(scan::RulePaths paths, Instant at);

// Prints each problem on a line of standard error, "file:line:col: LZR###: message"; the exit code of
// failure.
int fail_rules(const rules::LoadOutcome& outcome);
// Says on standard error how much of the VEX documents is no rule, and the first of it.
void note_losses(const scan::LoadedRules& loaded);

}  // namespace lazaret::cli
