// SPDX-License-Identifier: Apache-2.0
// `lazaret plugin list|check`: what detectors there are, and whether a file would be accepted as one.
#include "core/cli/plugin_command.h"

#include <CLI/CLI.hpp>
#include <cstdio>

#include "core/base/text.h"
#include "core/cli/arguments.h"
#include "core/cli/exit_code.h"
#include "core/scan/installation.h"

namespace lazaret::cli {
namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : " ") + word;
  return text.empty() ? "-" : text;
}

void print_plugin(const sandbox::PluginFile& plugin) {
  std::printf("%-12s %-8s %-14s %s\n", escape_for_terminal(plugin.manifest.id).c_str(),
              escape_for_terminal(plugin.manifest.version).c_str(),
              escape_for_terminal(joined(plugin.manifest.ecosystems)).c_str(),
              escape_for_terminal(plugin.manifest.description).c_str());
}

Result<int> list(const std::vector<std::string>& directories) {
  const auto plugins = TRY(scan::load_plugins(directories));
  std::printf("%-12s %-8s %-14s %s\n", "ID", "VERSION", "ECOSYSTEMS", "WHAT IT DOES");
  for (const auto& plugin : plugins) print_plugin(plugin);
  return kPassed;
}

// Reads the file and its manifest; nothing in it is run.
Result<int> check(const std::vector<std::string>& files) {
  for (const auto& file : files) {
    const auto plugin = TRY(sandbox::PluginFile::open(file).with_context(file));
    std::printf("%s: ok, %s %s, %s\n", escape_for_terminal(file).c_str(),
                escape_for_terminal(plugin.manifest.id).c_str(),
                escape_for_terminal(plugin.manifest.version).c_str(), plugin.sha256.text().c_str());
  }
  return kPassed;
}

}  // namespace

int run_plugin(const std::vector<std::string>& arguments) {
  CLI::App app("Detectors: shared objects that run in jails of their own.", "lazaret plugin");
  app.require_subcommand(1);
  std::vector<std::string> directories;
  std::vector<std::string> files;
  auto* list_command = app.add_subcommand("list", "the detectors that a scan would use");
  list_command->add_option("--plugins", directories, "directory of further detectors, repeatable")
      ->allow_extra_args(false)
      ->envname("LAZARET_PLUGINS");
  auto* check_command =
      app.add_subcommand("check", "would these files be accepted as detectors? (nothing in them is run)");
  check_command->add_option("FILE", files)->required();
  if (const auto code = parse_arguments(app, arguments)) return *code;
  auto result = list_command->parsed() ? list(directories) : check(files);
  return result ? *result : fail(result.error().message);
}

}  // namespace lazaret::cli
