// SPDX-License-Identifier: Apache-2.0
#include "core/cli/vex_command.h"

#include <CLI/CLI.hpp>
#include <cstdio>

#include "core/base/fd.h"
#include "core/base/text.h"
#include "core/cli/arguments.h"
#include "core/cli/exit_code.h"
#include "core/cli/stored_reports.h"
#include "rules/exchange/vex_explain.h"
#include "rules/exchange/vex_formats.h"

namespace lazaret::cli {
namespace {

namespace exchange = rules::exchange;

struct VexOptions {
  std::vector<std::string> documents;
  std::string report;
  std::string finding;
  bool others = false;
};

struct NamedDocument {
  std::string path;
  exchange::VexDocument document;
};

void say(const std::string& line) { std::printf("%s\n", escape_for_terminal(line).c_str()); }

Result<std::vector<NamedDocument>> read_documents(const std::vector<std::string>& paths) {
  const Limits limits;
  std::vector<NamedDocument> out;
  for (const std::string& path : paths) {
    const std::string text = TRY(read_file(path, limits.import_bytes));
    auto document = TRY(exchange::read_vex({text, path}, limits));
    out.push_back({path, std::move(document)});
  }
  return out;
}

exchange::VexSubject subject_of(const rules::FindingFacts& finding, const rules::ImageFacts& image) {
  exchange::VexSubject out;
  out.vulnerability = finding.vuln_id.value_or(finding.id.value_or(""));
  out.aliases = finding.aliases.value_or(std::vector<std::string>());
  out.purl = finding.package_purl.value_or("");
  out.registry = image.registry.value_or("");
  out.repository = image.repository.value_or("");
  out.digest = image.digest.value_or("");
  out.tags = image.tags.value_or(std::vector<std::string>());
  out.platform = image.platform.value_or("");
  return out;
}

void say_statement(const NamedDocument& named, const exchange::VexExplanation& explanation) {
  const auto& statement = *explanation.statement;
  say("  " + named.path + ":" + std::to_string(statement.line) + "  " +
      std::string(to_string(statement.status)) +
      (explanation.applies ? "  speaks of it" : "  does not speak of it: " + explanation.mismatch));
  for (const auto& check : explanation.checks)
    say(std::string("    ") + (check.matched ? "yes  " : "no   ") + check.part + ": wanted \"" +
        check.wanted + "\", found \"" + check.actual + "\"");
}

void explain_one(const std::vector<NamedDocument>& documents, const exchange::VexSubject& subject,
                 bool others) {
  bool said = false;
  for (const NamedDocument& named : documents)
    for (const auto& explanation : exchange::explain_vex(named.document.statements, subject, others)) {
      say_statement(named, explanation);
      said = true;
    }
  if (!said) say("  no statement is about " + subject.vulnerability);
}

Result<int> explain(const VexOptions& options) {
  const auto documents = TRY(read_documents(options.documents));
  const auto reports = TRY(read_stored_reports(std::span(&options.report, 1)));
  const StoredReport& stored = reports.front();
  const auto found = TRY(find_findings(stored, options.finding));
  for (const std::size_t index : found) {
    say(heading(stored.report.findings[index]));
    explain_one(documents, subject_of(stored.facts.findings[index], stored.facts.image), options.others);
  }
  return kPassed;
}

int run_explain(const std::vector<std::string>& arguments) {
  CLI::App app(
      "Which statements of VEX documents speak of a finding, and by which part of the product's id the "
      "others do not.",
      "lazaret vex explain");
  VexOptions options;
  app.add_option("FILE", options.documents, "OpenVEX, CSAF VEX or CycloneDX documents")->required();
  app.add_option("--report", options.report, "a report of `lazaret scan -o json`")->required();
  app.add_option("--finding", options.finding, "id, alias or fingerprint")->required();
  app.add_flag("--others", options.others, "also statements on other vulnerabilities");
  if (const auto code = parse_arguments(app, arguments)) return *code;
  const auto code = explain(options);
  return code.has_value() ? code.value() : fail(code.error().message);
}

constexpr std::string_view kHelp =
    "VEX documents: who says that a product is not affected.\n\n"
    "  lazaret vex explain FILE... --report FILE --finding ID   which statements speak of a finding, and why "
    "not\n";

}  // namespace

int run_vex(const std::vector<std::string>& arguments) {
  const auto print_help = [](std::FILE* to) { std::fputs(std::string(kHelp).c_str(), to); };
  if (arguments.empty()) return print_help(stderr), kUsage;
  const std::string& name = arguments.front();
  if (name == "--help" || name == "-h") return print_help(stdout), kPassed;
  if (name == "explain") return run_explain({arguments.begin() + 1, arguments.end()});
  return fail_usage("there is no command \"vex " + name + "\"; there is explain");
}

}  // namespace lazaret::cli
