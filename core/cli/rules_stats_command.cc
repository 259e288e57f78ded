// SPDX-License-Identifier: Apache-2.0
// `lazaret rules stats`: how often each rule of a set applies to stored reports; which never do, end soon or
// have ended. Called by rules_command.cc. Rule ids are the loader's, owners and texts are escaped.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/cli/arguments.h"
#include "core/cli/exit_code.h"
#include "core/cli/rule_files.h"
#include "core/cli/rules_command.h"
#include "core/cli/stored_reports.h"
#include "rules/tooling/usage.h"
#include "rules/version_order.h"

namespace lazaret::cli {
namespace {

struct StatsOptions {
  std::vector<std::string> rule_paths;
  std::vector<std::string> reports;
  std::string format = "text";
  std::string at;
};

void write_text(const rules::RuleSet& set, std::span<const rules::RuleUsage> usage) {
  std::printf("%-32s %8s %8s %8s  %-12s %s\n", "RULE", "APPLIED", "BLOCKED", "UNKNOWN", "STATE", "OWNER");
  std::size_t never = 0;
  for (const auto& rule : usage) {
    std::printf("%-32s %8zu %8zu %8zu  %-12s %s\n", escape_for_terminal(rule.rule->id).c_str(), rule.applied,
                rule.blocked, rule.unknown, std::string(to_string(rule.state)).c_str(),
                escape_for_terminal(rule.rule->owner.empty() ? "-" : rule.rule->owner).c_str());
    never += rule.applied + rule.blocked + rule.lost == 0;
  }
  std::printf("%zu rules, %zu of them never applied\n", set.rules.size(), never);
}

void write_json(const rules::RuleSet& set, std::span<const rules::RuleUsage> usage) {
  JsonWriter json(JsonWriter::Style::Indented);
  json.begin_object().key("schema").value("lazaret.rules.stats/v1").key("ruleset").value(set.id);
  json.key("rules").begin_array();
  for (const auto& rule : usage) {
    json.begin_object().key("id").value(rule.rule->id).key("file").value(set.files[rule.rule->file].path);
    json.key("line").value(static_cast<std::int64_t>(rule.rule->span.line));
    json.key("owner").value_or_null(rule.rule->owner).key("state").value(to_string(rule.state));
    json.key("until").value_or_null(rule.rule->validity.until_text);
    json.key("applied").value(std::uint64_t{rule.applied}).key("blocked").value(std::uint64_t{rule.blocked});
    json.key("lost")
        .value(std::uint64_t{rule.lost})
        .key("unknown")
        .value(std::uint64_t{rule.unknown})
        .end_object();
  }
  json.end_array().end_object();
  std::printf("%s\n", json.take().c_str());
}

Result<int> stats(const StatsOptions& options) {
  const Instant at = TRY(instant_or_now(options.at));
  const auto set = TRY(load_rules(options.rule_paths, at));
  const auto stored = TRY(read_stored_images(options.reports));
  const auto evaluator = rules::make_compiled_evaluator(set, at, rules::package_version_order());
  const auto usage = rules::usage_of(*set, *evaluator, stored, at);
  if (options.format == "json")
    write_json(*set, usage);
  else
    write_text(*set, usage);
  return kPassed;
}

}  // namespace

int run_rules_stats(const std::vector<std::string>& arguments) {
  CLI::App app("How often each rule applies to the findings of stored reports.", "lazaret rules stats");
  StatsOptions options;
  app.add_option("PATH", options.rule_paths, "rule files or directories")->required();
  app.add_option("--report", options.reports, "reports of `lazaret scan -o json`");
  app.add_option("--format", options.format, "text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  app.add_option("--at", options.at, "the instant of judgement (default: now)");
  if (const auto code = parse_arguments(app, arguments)) return *code;
  const auto code = stats(options);
  return code.has_value() ? code.value() : fail(code.error().message);
}

}  // namespace lazaret::cli
