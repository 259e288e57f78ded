// SPDX-License-Identifier: Apache-2.0
// `lazaret rules fmt`: rule files in canonical order, written back whole or not at all.
// Called by rules_command.cc. A file that cannot be formatted without loss stays as it is.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>

#include "core/base/text.h"
#include "core/cli/arguments.h"
#include "core/cli/exit_code.h"
#include "core/cli/rule_files.h"
#include "core/cli/rules_command.h"
#include "rules/tooling/format.h"

namespace lazaret::cli {
namespace {

struct FmtOptions {
  std::vector<std::string> paths;
  bool check = false;
};

// True: the file was not in canonical order.
Result<bool> format_file(const rules::SourceFile& file, bool check) {
  const std::string formatted = TRY(rules::format_rules(file.text).with_context(file.path));
  if (formatted == file.text) return false;
  std::printf("%s\n", escape_for_terminal(file.path).c_str());
  if (!check) TRY(replace_file(file.path, formatted));
  return true;
}

Result<int> format_all(const FmtOptions& options) {
  const auto files = TRY(rules::read_rule_files(options.paths, Limits{}));
  bool failed = false, changed = false;
  for (const rules::SourceFile& file : files) {
    const auto done = format_file(file, options.check);
    if (!done.has_value()) fail(done.error().message);
    failed |= !done.has_value();
    changed |= done.has_value() && done.value();
  }
  return failed || (options.check && changed) ? kFailed : kPassed;
}

}  // namespace

int run_rules_fmt(const std::vector<std::string>& arguments) {
  CLI::App app("Put the keys of rule files into canonical order; names the files that changed.",
               "lazaret rules fmt");
  FmtOptions options;
  app.add_option("PATH", options.paths, "rule files or directories")->required();
  app.add_flag("--check", options.check, "write nothing; exit 1 where a file would change");
  if (const auto code = parse_arguments(app, arguments)) return *code;
  const auto code = format_all(options);
  return code.has_value() ? code.value() : fail(code.error().message);
}

}  // namespace lazaret::cli
