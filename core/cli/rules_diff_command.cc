// SPDX-License-Identifier: Apache-2.0
// `lazaret rules diff`: what a change of rules would do to the findings of stored reports.
// Called by rules_command.cc. Exit 2 where something of --fail-on happens.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cstdio>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/cli/arguments.h"
#include "core/cli/exit_code.h"
#include "core/cli/rule_files.h"
#include "core/cli/rules_command.h"
#include "core/cli/stored_reports.h"
#include "rules/tooling/difference.h"
#include "rules/version_order.h"

namespace lazaret::cli {
namespace {

using rules::Change;
using rules::ChangedFinding;
using rules::Difference;

struct DiffOptions {
  std::vector<std::string> reports;
  std::vector<std::string> from;
  std::vector<std::string> to;
  std::vector<std::string> fail_on;
  std::string format = "text";
  std::string at;
  std::size_t samples = 5;
};

std::size_t count_of(const Difference& difference, std::string_view change) {
  return static_cast<std::size_t>(std::ranges::count_if(
      difference.changes,
      [&](const ChangedFinding& changed) { return to_string(changed.change) == change; }));
}

bool is_gate(const ChangedFinding& changed) { return !changed.gate.empty(); }

std::string subject_of(const ChangedFinding& changed, std::span<const StoredReport> stored) {
  const Report& report = stored[changed.image].report;
  const std::string image = report.image.reference;
  if (is_gate(changed)) return "gate " + changed.gate + " of " + image;
  const Finding& finding = report.findings[changed.finding];
  return finding.id + " " + finding.package + " in " + image;
}

void say(const std::string& line) { std::printf("%s\n", escape_for_terminal(line).c_str()); }

void say_kind(const Difference& difference, std::string_view change, std::span<const StoredReport> stored,
              std::size_t samples) {
  const std::size_t count = count_of(difference, change);
  std::printf("%-17s %zu\n", std::string(change).c_str(), count);
  std::size_t shown = 0;
  for (const ChangedFinding& changed : difference.changes) {
    if (to_string(changed.change) != change || shown == samples) continue;
    ++shown;
    say("    " + subject_of(changed, stored) + ": " + (changed.before.empty() ? "none" : changed.before) +
        " -> " + (changed.after.empty() ? "none" : changed.after) +
        (changed.rule.empty() ? "" : " (" + changed.rule + ")"));
  }
  if (shown < count) std::printf("    and %zu more\n", count - shown);
}

void write_text(const Difference& difference, std::span<const StoredReport> stored, std::size_t samples) {
  std::printf("%zu findings of %zu reports\n", difference.findings, stored.size());
  for (const auto change : rules::change_names()) say_kind(difference, change, stored, samples);
  for (const auto& [id, hits] : difference.rules)
    say("rule " + id + ": applied to " + std::to_string(hits.before) + " before, " +
        std::to_string(hits.after) + " after");
}

void write_change(JsonWriter& json, const ChangedFinding& changed, std::span<const StoredReport> stored) {
  const Report& report = stored[changed.image].report;
  json.begin_object().key("change").value(to_string(changed.change));
  json.key("report").value(stored[changed.image].path).key("image").value(report.image.reference);
  json.key("fingerprint").value_or_null(is_gate(changed) ? "" : report.findings[changed.finding].fingerprint);
  json.key("id").value_or_null(is_gate(changed) ? "" : report.findings[changed.finding].id);
  json.key("gate").value_or_null(changed.gate).key("before").value_or_null(changed.before);
  json.key("after").value_or_null(changed.after).key("rule").value_or_null(changed.rule).end_object();
}

void write_json(const Difference& difference, std::span<const StoredReport> stored) {
  JsonWriter json(JsonWriter::Style::Indented);
  json.begin_object().key("schema").value("lazaret.rules.diff/v1");
  json.key("findings").value(std::uint64_t{difference.findings}).key("counts").begin_object();
  for (const auto change : rules::change_names())
    json.key(change).value(std::uint64_t{count_of(difference, change)});
  json.end_object().key("rules").begin_array();
  for (const auto& [id, hits] : difference.rules)
    json.begin_object()
        .key("id")
        .value(id)
        .key("before")
        .value(std::uint64_t{hits.before})
        .key("after")
        .value(std::uint64_t{hits.after})
        .end_object();
  json.end_array().key("changes").begin_array();
  for (const ChangedFinding& changed : difference.changes) write_change(json, changed, stored);
  json.end_array().end_object();
  std::printf("%s\n", json.take().c_str());
}

Result<int> diff(const DiffOptions& options) {
  const Instant at = TRY(instant_or_now(options.at));
  const auto before = TRY(load_rules(options.from, at));
  const auto after = TRY(load_rules(options.to, at));
  const auto stored = TRY(read_stored_reports(options.reports));
  const auto order = rules::package_version_order();
  std::vector<rules::StoredImage> images;
  for (const StoredReport& report : stored) images.push_back(report.facts);
  const auto difference = rules::difference(images, *rules::make_compiled_evaluator(before, at, order),
                                            *rules::make_compiled_evaluator(after, at, order));
  if (options.format == "json")
    write_json(difference, stored);
  else
    write_text(difference, stored, options.samples);
  const bool is_bad = std::ranges::any_of(
      options.fail_on, [&](const std::string& change) { return count_of(difference, change) > 0; });
  return is_bad ? kGate : kPassed;
}

}  // namespace

int run_rules_diff(const std::vector<std::string>& arguments) {
  CLI::App app("What a change of rules would do to the findings of stored reports.", "lazaret rules diff");
  DiffOptions options;
  app.add_option("--report", options.reports, "reports of `lazaret scan -o json`")->required();
  app.add_option("--from", options.from, "the rules of now, files or directories (default: none)");
  app.add_option("--to", options.to, "the rules to come, files or directories")->required();
  const auto names = rules::change_names();
  app.add_option("--fail-on", options.fail_on, "comma list of changes that give exit 2")
      ->delimiter(',')
      ->check(CLI::IsMember(std::vector<std::string>(names.begin(), names.end())));
  app.add_option("--format", options.format, "text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  app.add_option("--samples", options.samples, "findings shown of each kind")->capture_default_str();
  app.add_option("--at", options.at, "the instant of judgement (default: now)");
  if (const auto code = parse_arguments(app, arguments)) return *code;
  const auto code = diff(options);
  return code.has_value() ? code.value() : fail(code.error().message);
}

}  // namespace lazaret::cli
