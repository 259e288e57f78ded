// SPDX-License-Identifier: Apache-2.0
#include "core/cli/rule_setup.h"

#include <algorithm>
#include <cstdio>

#include "core/base/text.h"
#include "core/cli/arguments.h"
#include "core/cli/config.h"

namespace lazaret::cli {
namespace {

constexpr std::size_t kLossesShown = 5;

}  // namespace

Result<scan::LoadedRules> load_rules_of_scan(scan::RulePaths paths, Instant at) {
  const Config config = TRY(load_config());
  if (paths.rules.empty()) paths.rules = config.rules;
  return scan::load_scan_rules(paths, at);
}

int fail_rules(const rules::LoadOutcome& outcome) {
  for (const auto& problem : outcome.problems)
    std::fprintf(stderr, "%s\n", escape_for_terminal(rules::format_problem(problem)).c_str());
  const auto hidden = outcome.problems_left_out;
  const auto count = outcome.problems.size() + hidden;
  return fail("the rules have " + std::to_string(count) + (count == 1 ? " problem" : " problems") +
              (hidden > 0 ? ", " + std::to_string(hidden) + " of them not shown" : "") +
              ": nothing was scanned");
}

void note_losses(const scan::LoadedRules& loaded) {
  if (loaded.losses.empty()) return;
  note("of the VEX documents " + std::to_string(loaded.losses.size()) + " parts suppress nothing");
  for (std::size_t i = 0; i < std::min(loaded.losses.size(), kLossesShown); ++i)
    note("line " + std::to_string(loaded.losses[i].line) + ": " + loaded.losses[i].what);
}

}  // namespace lazaret::cli
