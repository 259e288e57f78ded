// SPDX-License-Identifier: Apache-2.0
// `lazaret scan IMAGE`: flags to a scan request, a report to its formats, a verdict to an exit code.
#include "core/cli/scan_command.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cctype>
#include <cstdlib>
#include <thread>

#include "core/base/text.h"
#include "core/cli/arguments.h"
#include "core/cli/exit_code.h"
#include "core/cli/places.h"
#include "core/cli/progress_line.h"
#include "core/cli/report_output.h"
#include "core/cli/rule_setup.h"
#include "core/cli/sandbox_setup.h"
#include "core/scan/installation.h"
#include "core/scan/rule_policy.h"
#include "core/scan/scanner.h"

namespace lazaret::cli {
namespace {

struct Flags {
  std::string image;
  std::vector<std::string> outputs;
  std::string database;
  std::string platform;
  std::string fail_on;
  std::string severity;
  std::vector<std::string> plugin_directories;
  std::vector<std::string> rules;
  std::vector<std::string> vex;
  std::string cache_directory = lazaret::cli::cache_directory();
  std::string at;
  std::string auth_file;
  std::uint64_t timeout_seconds = 30;
  std::uint64_t retries = 5;
  std::string progress = "auto";
  std::string colour = "auto";
  bool no_cache = false;
  bool offline = false;
  bool verify_diff_ids = false;
  bool allow_partial = false;
  bool show_suppressed = false;
  bool quiet = false;
  bool verbose = false;
};

// "--fail-on" may be given as LAZARET_FAIL_ON.
void name_in_environment(CLI::App& app) {
  for (auto* option : app.get_options([](const CLI::Option* o) { return o != nullptr; })) {
    if (option->get_lnames().empty() || option == app.get_help_ptr()) continue;
    std::string name = "LAZARET_" + option->get_lnames().front();
    for (char& c : name) c = c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    option->envname(name);
  }
}

void declare(CLI::App& app, Flags& flags) {
  app.add_option(
         "IMAGE", flags.image,
         "docker-archive:FILE, oci-archive:FILE, oci:DIR[:TAG], dir:DIRECTORY, docker://REF, or a file, a "
         "directory, a REF")
      ->required();
  app.add_option("-o,--output", flags.outputs, "FORMAT[=FILE], repeatable; formats: table, json")
      ->allow_extra_args(false);
  app.add_option("--db", flags.database, "advisory generation made by `lazaret db build` or `db update`");
  app.add_option("--platform", flags.platform, "os/arch[/variant] of an image index");
  app.add_option("--fail-on", flags.fail_on, "exit 2 when an open finding is at least this severe");
  app.add_option("--severity", flags.severity, "show only these severities (comma list); the verdict stays");
  app.add_option("--rules", flags.rules, "file or directory of rules (*.rules.yaml), repeatable")
      ->allow_extra_args(false);
  app.add_option("--vex", flags.vex, "VEX document (OpenVEX, CSAF, CycloneDX) that you trust, repeatable")
      ->allow_extra_args(false);
  app.add_flag("--show-suppressed", flags.show_suppressed,
               "list what rules suppressed in the table, and why");
  app.add_option("--plugins", flags.plugin_directories, "directory of further detectors, repeatable")
      ->allow_extra_args(false);
  app.add_option("--cache-dir", flags.cache_directory, "where unpacked layers are kept");
  app.add_flag("--no-cache", flags.no_cache, "keep nothing, use nothing kept");
  app.add_flag("--offline", flags.offline, "never touch the network");
  app.add_option("--authfile", flags.auth_file,
                 "credentials for registries, in place of docker's and podman's");
  app.add_option("--timeout", flags.timeout_seconds, "seconds that a registry may say nothing, or too little")
      ->check(CLI::Range(1, 3600));
  app.add_option("--retries", flags.retries, "how often a failed request to a registry is made again")
      ->check(CLI::Range(0, 100));
  app.add_flag("--verify-diff-ids", flags.verify_diff_ids, "also hash the uncompressed layers");
  app.add_flag("--allow-partial", flags.allow_partial, "exit 0, not 3, when coverage is incomplete");
  app.add_option("--at", flags.at, "evaluation instant (RFC 3339): makes the report repeatable");
  app.add_option("--progress", flags.progress, "auto, plain or none")
      ->check(CLI::IsMember({"auto", "plain", "none"}));
  app.add_option("--color", flags.colour, "auto, always or never")
      ->check(CLI::IsMember({"auto", "always", "never"}));
  app.add_flag("-q,--quiet", flags.quiet, "no progress, no notes");
  app.add_flag("-v,--verbose", flags.verbose, "say what each stage and each jail took, on standard error");
  name_in_environment(app);
}

Result<std::optional<Severity>> parse_gate(const std::string& word) {
  if (word.empty()) return std::optional<Severity>();
  const auto severity = parse_severity(word);
  if (!severity)
    return make_error(
        ErrorCode::InvalidInput,
        "--fail-on " + word + ": the severities are negligible, low, medium, high, critical, unknown");
  return severity;
}

Result<void> check_severities(const std::string& list) {
  if (list.empty()) return {};
  for (const auto word : split(list, ','))
    if (!parse_severity(trim(word)))
      return make_error(ErrorCode::InvalidInput,
                        "--severity: \"" + std::string(word) + "\" is not a severity");
  return {};
}

// Why a scan exits as it does, for who does not see the table: a pipeline with JSON in a file.
void note_gates(const Report& report) {
  if (!report.ruleset) return;
  for (const auto& gate : report.ruleset->gates) {
    if (gate.result == GateResult::Pass) continue;
    note("gate " + gate.name + ": " + std::string(to_string(gate.result)) + " by rule " + gate.rule +
         (gate.message.empty() ? "" : ": " + gate.message));
  }
}

// What the words of the command line mean; an error is one of usage.
struct Choices {
  std::vector<Output> outputs;
  std::optional<Severity> gate;
  std::optional<source::Platform> platform;
  std::optional<Instant> at;
};

Result<Choices> read_choices(const Flags& flags) {
  Choices choices;
  choices.outputs = TRY(parse_outputs(flags.outputs));
  choices.gate = TRY(parse_gate(flags.fail_on));
  TRY(check_severities(flags.severity));
  if (!flags.platform.empty()) choices.platform = TRY(source::parse_platform(flags.platform));
  if (!flags.at.empty()) choices.at = TRY(parse_instant(flags.at).with_context("--at"));
  return choices;
}

Result<std::optional<advisory::Generation>> open_database(const Flags& flags) {
  const std::string path = flags.database.empty() ? default_generation() : flags.database;
  if (flags.database.empty() && ::access(path.c_str(), F_OK) != 0)
    return std::optional<advisory::Generation>();
  return std::optional<advisory::Generation>(TRY(advisory::Generation::open(path)));
}

void set_network(source::OpenOptions& open, const Flags& flags) {
  open.offline = flags.offline;
  open.registries = registry::settings_from_environment(flags.auth_file);
  open.limits.registry_tries = flags.retries + 1;
  open.limits.answer_wait = open.limits.stall_wait =
      std::chrono::seconds(static_cast<std::int64_t>(flags.timeout_seconds));
  if (!flags.quiet)
    open.note = [](const std::string& text) {
      std::fprintf(stderr, "lazaret: note: %s\n", escape_for_terminal(text).c_str());
    };
}

scan::ScanRequest make_request(const Flags& flags, const Choices& choices,
                               const std::vector<sandbox::PluginFile>& plugins,
                               const std::optional<advisory::Generation>& database) {
  scan::ScanRequest request;
  request.reference = flags.image;
  request.plugins = plugins;
  request.generation = database ? &*database : nullptr;
  request.repeatable = choices.at.has_value();
  request.at = choices.at.value_or(now());
  request.verify_diff_ids = flags.verify_diff_ids;
  request.threads = std::max(1u, std::thread::hardware_concurrency());
  request.open.platform = choices.platform;
  request.open.spool_directory = flags.no_cache ? "" : flags.cache_directory;
  set_network(request.open, flags);
  return request;
}

Result<int> scan_image(const Flags& flags, const Choices& choices) {
  auto jails = TRY(start_sandbox());  // early, while this process is small and has opened nothing
  const auto plugins = TRY(scan::load_plugins(flags.plugin_directories));
  const auto cache = TRY(scan::Cache::open(flags.no_cache ? "" : flags.cache_directory));
  const auto database = TRY(open_database(flags));
  const auto request = make_request(flags, choices, plugins, database);
  const auto loaded = TRY(load_rules_of_scan({flags.rules, flags.vex}, request.at));
  if (!loaded.outcome.rules) return fail_rules(loaded.outcome);
  if (!flags.quiet) note_losses(loaded);
  const auto policy = scan::make_rule_policy(loaded.outcome.rules, request.at);
  auto progress = make_progress(progress_style(flags.progress, flags.quiet, flags.verbose));
  auto scanned = scan::scan(request, {*jails, cache, *progress, policy.get()});
  progress->stage("done", 0);
  progress.reset();  // its line is gone before the report comes
  const Report report = TRY(std::move(scanned).with_context(flags.image));
  TRY(write_report(report, choices.outputs, flags.colour, flags.severity, flags.show_suppressed));
  if (!flags.quiet) note_gates(report);
  return exit_code_of(report, choices.gate, flags.allow_partial);
}

}  // namespace

int run_scan(const std::vector<std::string>& arguments) {
  CLI::App app("Looks at an image: what is in it, what is wrong with it, what could not be seen.",
               "lazaret scan");
  Flags flags;
  declare(app, flags);
  if (const auto code = parse_arguments(app, arguments)) return *code;
  const auto choices = read_choices(flags);
  if (!choices) return fail_usage(choices.error().message);
  auto result = scan_image(flags, *choices);
  return result ? *result : fail(result.error().message);
}

}  // namespace lazaret::cli
