// SPDX-License-Identifier: Apache-2.0
#include "core/cli/rule_setup.h"

#include <algorithm>
#include <cstdio>

#include "core/base/fd.h"
#include "core/base/text.h"
#include "core/cli/arguments.h"
#include "core/cli/config.h"
#include "core/cli/places.h"
#include "rules/exchange/vex_formats.h"
#include "rules/exchange/vex_rules.h"
#include "rules/files.h"

namespace lazaret::cli {
namespace {

constexpr std::string_view kVexFile = "vex/given.rules.yaml";  // all documents as one file of rules
constexpr std::size_t kLossesShown = 5;

Result<rules::exchange::VexDocument> read_document(const std::string& path, const Limits& limits) {
  const std::string text = TRY(read_file(path, limits.import_bytes));
  return rules::exchange::read_vex({text, path}, limits);
}

// Of several documents the later statement holds, so they become rules together.
Result<rules::exchange::Import> read_vex(const std::vector<std::string>& paths, const Limits& limits) {
  std::vector<rules::exchange::VexDocument> documents;
  for (const auto& path : paths) documents.push_back(TRY(read_document(path, limits)));
  return rules::exchange::vex_rules(documents, "--vex", limits);
}

}  // namespace

Result<RulesOfScan> load_rules_of_scan(const RulePaths& paths, Instant at) {
  const Config config = TRY(load_config());
  const rules::LoadOptions options;
  auto files = TRY(rules::read_builtin_rules(builtin_rules_directory(), options.limits));
  auto own = TRY(rules::read_rule_files(paths.rules.empty() ? config.rules : paths.rules, options.limits));
  std::move(own.begin(), own.end(), std::back_inserter(files));
  RulesOfScan loaded;
  if (!paths.vex.empty()) {
    auto vex = TRY(read_vex(paths.vex, options.limits));
    loaded.losses = std::move(vex.losses);
    files.push_back({std::string(kVexFile), std::move(vex.yaml), rules::Layer::Vex});
  }
  loaded.outcome = rules::load(files, at, options);
  return loaded;
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

void note_losses(const RulesOfScan& loaded) {
  if (loaded.losses.empty()) return;
  note("of the VEX documents " + std::to_string(loaded.losses.size()) + " parts suppress nothing");
  for (std::size_t i = 0; i < std::min(loaded.losses.size(), kLossesShown); ++i)
    note("line " + std::to_string(loaded.losses[i].line) + ": " + loaded.losses[i].what);
}

}  // namespace lazaret::cli
