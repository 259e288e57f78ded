// SPDX-License-Identifier: Apache-2.0
// `lazaret rules import`: what other scanners ignore, as a rule file on standard output.
// Called by rules_command.cc. The file comes from a repository: rules/exchange distrusts it; what cannot be
// said in rules is listed on standard error.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "core/base/fd.h"
#include "core/base/text.h"
#include "core/cli/arguments.h"
#include "core/cli/exit_code.h"
#include "core/cli/rules_command.h"
#include "rules/exchange/import.h"

namespace lazaret::cli {
namespace {

namespace exchange = rules::exchange;

struct ImportOptions {
  std::string format;
  std::string path;
  exchange::ImportOptions rules;
};

Result<int> import_file(const ImportOptions& options) {
  const Limits limits;
  const std::string text = TRY(read_file(options.path, limits.import_bytes));
  const exchange::ImportSource source{text, options.path};
  const auto imported = TRY(exchange::import_rules(options.format, source, options.rules, limits));
  for (const exchange::Loss& loss : imported.losses)
    std::fprintf(
        stderr, "%s\n",
        escape_for_terminal(options.path + ":" + std::to_string(loss.line) + ": " + loss.what).c_str());
  std::fprintf(stderr, "%zu rules, %zu things left out\n", imported.rules, imported.losses.size());
  const bool written =
      std::fwrite(imported.yaml.data(), 1, imported.yaml.size(), stdout) == imported.yaml.size();
  return written ? kPassed : kFailed;
}

std::string format_help() {
  std::string out = "one of";
  for (const auto& format : exchange::import_formats()) out += " " + std::string(format.name);
  return out;
}

}  // namespace

int run_rules_import(const std::vector<std::string>& arguments) {
  CLI::App app("Write what another scanner ignores as a rule file to standard output.",
               "lazaret rules import");
  ImportOptions options;
  app.add_option("FORMAT", options.format, format_help())->required();
  app.add_option("FILE", options.path, "the file to read")->required();
  app.add_option("--owner", options.rules.owner, "of every rule whose source names none");
  app.add_option("--until", options.rules.until, "end of every suppression without one");
  app.add_option("--approved-by", options.rules.approved_by, "who approved suppressions without end");
  app.add_option("--layer", options.rules.layer, "of the file")->capture_default_str();
  app.add_option("--registry", options.rules.registry, "to which the file is limited");
  app.add_option("--repository", options.rules.repository, "to which the file is limited, a glob");
  app.add_option("--id-prefix", options.rules.id_prefix, "in place of the format's own");
  if (const auto code = parse_arguments(app, arguments)) return *code;
  const auto code = import_file(options);
  return code.has_value() ? code.value() : fail(code.error().message);
}

}  // namespace lazaret::cli
