// SPDX-License-Identifier: Apache-2.0
// `lazaret rules export`: suppressions for other tools on standard output, what could not be said on standard
// error. Called by rules_command.cc. Rule files are outside text: what is printed of them is escaped.
#include <CLI/CLI.hpp>
#include <array>
#include <cstdio>

#include "core/base/text.h"
#include "core/cli/arguments.h"
#include "core/cli/exit_code.h"
#include "core/cli/rule_files.h"
#include "core/cli/rules_command.h"
#include "rules/exchange/export.h"
#include "rules/exchange/suppressions_of.h"

namespace lazaret::cli {
namespace {

namespace exchange = rules::exchange;

void note(const std::string& line) { std::fprintf(stderr, "%s\n", escape_for_terminal(line).c_str()); }

Result<void> print(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0) return {};
  return io_error("cannot write to standard output");
}

struct ExportFormat {
  std::string_view name;
  std::string_view about;
  exchange::Export (*write)(const std::vector<exchange::Suppression>&, const exchange::ExportOptions&);
};
constexpr std::array kExportFormats{
    ExportFormat{"openvex", "an OpenVEX document", exchange::export_openvex},
    ExportFormat{"sarif-suppressions", "SARIF results with their suppressions", exchange::export_sarif},
};

Result<const ExportFormat*> find_export_format(const std::string& name) {
  std::vector<std::string_view> names;
  for (const auto& format : kExportFormats) {
    if (format.name == name) return &format;
    names.push_back(format.name);
  }
  const auto near = nearest_name(name, names);
  return make_error(ErrorCode::NotFound, "no format \"" + name +
                                             "\" to export to; there are openvex and sarif-suppressions" +
                                             (near ? ", did you mean \"" + std::string(*near) + "\"?" : ""));
}

struct ExportArguments {
  std::string format;
  std::vector<std::string> paths;
  exchange::ExportOptions options;
  std::string at;
};

Result<int> export_rules(ExportArguments arguments) {
  const ExportFormat* format = TRY(find_export_format(arguments.format));
  arguments.options.at = TRY(instant_or_now(arguments.at));
  const auto set = TRY(load_rules(arguments.paths, arguments.options.at));
  if (arguments.options.id.empty()) arguments.options.id = "urn:lazaret:ruleset:" + set->id;
  const auto suppressions = TRY(exchange::suppressions_of(*set, arguments.options.at, Limits{}));
  const auto exported = format->write(suppressions.said, arguments.options);
  TRY(print(exported.text));
  for (const auto& left : suppressions.left_out)
    note(left.file + ":" + std::to_string(left.line) + ": " + left.what);
  for (const auto& loss : exported.losses) note(loss.what);
  note(std::to_string(suppressions.said.size() - exported.losses.size()) + " suppressions; " +
       std::to_string(suppressions.left_out.size() + exported.losses.size()) + " could not be said");
  return kPassed;
}

std::string format_help() {
  std::string out = "one of";
  for (const auto& format : kExportFormats) out += " " + std::string(format.name);
  return out;
}

}  // namespace

int run_rules_export(const std::vector<std::string>& arguments) {
  CLI::App app(
      "The suppressions of rules for other tools, on standard output. What cannot be said is listed.",
      "lazaret rules export");
  ExportArguments given;
  given.options.author = "unknown";
  app.add_option("FORMAT", given.format, format_help())->required();
  app.add_option("PATH", given.paths, "rule files or directories")->required();
  app.add_option("--id", given.options.id,
                 "an IRI that names the document (default: made of the rule set's id)");
  app.add_option("--author", given.options.author, "who says so")->capture_default_str();
  app.add_option("--at", given.at, "the instant at which they are in force (default: now)");
  if (const auto code = parse_arguments(app, arguments)) return *code;
  const auto code = export_rules(given);
  return code.has_value() ? code.value() : fail(code.error().message);
}

}  // namespace lazaret::cli
