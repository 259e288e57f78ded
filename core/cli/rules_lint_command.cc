// SPDX-License-Identifier: Apache-2.0
// `lazaret rules lint`: what is wrong with rule files (1xx) and what a reader should look at twice (2xx).
// Called by rules_command.cc. Exit 1 where there is anything to say.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/cli/arguments.h"
#include "core/cli/exit_code.h"
#include "core/cli/rule_files.h"
#include "core/cli/rules_command.h"
#include "core/cli/stored_reports.h"
#include "rules/tooling/lint.h"
#include "rules/version_order.h"

namespace lazaret::cli {
namespace {

using rules::Problem;

struct LintOptions {
  std::vector<std::string> paths;
  std::vector<std::string> reports;
  std::vector<std::string> ignored;
  std::string format = "text";
  std::string at;
  int max_suppress_days = 180;
};

struct Problems {
  std::vector<Problem> found;
  std::size_t left_out = 0;
};

void write_text(const Problems& problems) { print_problems(stdout, problems.found, problems.left_out); }

void write_place(JsonWriter& json, const Problem& problem) {
  json.key("line").value(static_cast<std::int64_t>(problem.line));
  json.key("column").value(static_cast<std::int64_t>(problem.column));
}

void write_json(const Problems& problems) {
  JsonWriter json(JsonWriter::Style::Indented);
  json.begin_object().key("schema").value("lazaret.rules.lint/v1").key("problems").begin_array();
  for (const Problem& problem : problems.found) {
    json.begin_object().key("code").value(rules::to_string(problem.code)).key("file").value(problem.file);
    write_place(json, problem);
    json.key("message").value(problem.message).key("nearest").value_or_null(problem.nearest).end_object();
  }
  json.end_array().key("left_out").value(std::uint64_t{problems.left_out}).end_object();
  std::printf("%s\n", json.take().c_str());
}

void write_sarif_rules(JsonWriter& json) {
  json.key("tool").begin_object().key("driver").begin_object();
  json.key("name").value("lazaret").key("version").value(LAZARET_VERSION).key("rules").begin_array();
  for (const rules::CodeLine& line : rules::codes()) {
    json.begin_object().key("id").value(rules::to_string(line.code)).key("name").value(line.name);
    json.key("shortDescription").begin_object().key("text").value(line.sentence).end_object().end_object();
  }
  json.end_array().end_object().end_object();
}

void write_sarif_result(JsonWriter& json, const Problem& problem) {
  const bool is_error = static_cast<int>(problem.code) < 200;
  json.begin_object().key("ruleId").value(rules::to_string(problem.code));
  json.key("level").value(is_error ? "error" : "warning");
  json.key("message").begin_object().key("text").value(problem.message).end_object();
  json.key("locations").begin_array().begin_object().key("physicalLocation").begin_object();
  json.key("artifactLocation").begin_object().key("uri").value(problem.file).end_object();
  json.key("region").begin_object().key("startLine").value(static_cast<std::int64_t>(problem.line));
  json.key("startColumn").value(static_cast<std::int64_t>(problem.column));
  json.end_object().end_object().end_object().end_array().end_object();
}

// Source: SARIF 2.1.0, 3.14 and 3.27.
void write_sarif(const Problems& problems) {
  JsonWriter json(JsonWriter::Style::Indented);
  json.begin_object().key("version").value("2.1.0");
  json.key("$schema").value("https://json.schemastore.org/sarif-2.1.0.json");
  json.key("runs").begin_array().begin_object();
  write_sarif_rules(json);
  json.key("results").begin_array();
  for (const Problem& problem : problems.found) write_sarif_result(json, problem);
  json.end_array().end_object().end_array().end_object();
  std::printf("%s\n", json.take().c_str());
}

struct Format {
  std::string_view name;
  void (*write)(const Problems& problems);
};
constexpr std::array<Format, 3> kFormats{
    {{"text", write_text}, {"json", write_json}, {"sarif", write_sarif}}};

Result<Problems> find_problems(const LintOptions& options) {
  const Instant at = TRY(instant_or_now(options.at));
  const auto files = TRY(rules::read_rule_files(options.paths, Limits{}));
  if (files.empty())
    return make_error(ErrorCode::NotFound, "there is no *" + std::string(rules::kRuleFileSuffix) + " below " +
                                               options.paths.front());
  rules::LoadOptions load_options;
  load_options.max_suppress_days = options.max_suppress_days;
  auto loaded = rules::load(files, at, load_options);
  if (!loaded.rules) return Problems{std::move(loaded.problems), loaded.problems_left_out};
  const auto stored = TRY(read_stored_images(options.reports));
  const rules::LintInput input{*loaded.rules, at, stored, rules::package_version_order()};
  Problems problems{rules::lint(input), 0};
  std::erase_if(problems.found, [&](const Problem& problem) {
    return std::ranges::find(options.ignored, rules::to_string(problem.code)) != options.ignored.end();
  });
  return problems;
}

Result<int> lint(const LintOptions& options) {
  const auto format = std::ranges::find(kFormats, options.format, &Format::name);
  const Problems problems = TRY(find_problems(options));
  format->write(problems);
  return problems.found.empty() ? kPassed : kFailed;
}

}  // namespace

int run_rules_lint(const std::vector<std::string>& arguments) {
  CLI::App app("Check rule files. Exit 1 when there is something to say.", "lazaret rules lint");
  LintOptions options;
  app.add_option("PATH", options.paths, "rule files, or directories with *.rules.yaml")->required();
  app.add_option("--format", options.format, "text, json or sarif")
      ->check(CLI::IsMember({"text", "json", "sarif"}))
      ->capture_default_str();
  app.add_option("--ignore", options.ignored, "a code of 2xx to be silent about (LZR213); repeatable")
      ->check([](const std::string& code) {
        const bool is_known = std::ranges::any_of(rules::codes(), [&](const rules::CodeLine& line) {
          return static_cast<int>(line.code) >= 200 && rules::to_string(line.code) == code;
        });
        return is_known ? std::string() : code + " is no code of 2xx, as LZR213 is";
      });
  app.add_option("--report", options.reports, "a report, to say which suppressions are too broad (LZR218)");
  app.add_option("--at", options.at, "the instant at which validity is looked at (default: now)");
  app.add_option("--max-suppress-days", options.max_suppress_days, "how far away `until` may be")
      ->check(CLI::Range(1, 36500))
      ->capture_default_str();
  if (const auto code = parse_arguments(app, arguments)) return *code;
  const auto code = lint(options);
  return code.has_value() ? code.value() : fail(code.error().message);
}

}  // namespace lazaret::cli
