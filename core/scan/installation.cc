// SPDX-License-Identifier: Apache-2.0
#include "core/scan/installation.h"

#include <algorithm>
#include <filesystem>

#include "core/base/fd.h"
#include "rules/exchange/vex_formats.h"
#include "rules/exchange/vex_rules.h"
#include "rules/files.h"

namespace lazaret::scan {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kVexFile = "vex/given.rules.yaml";  // all documents as one file of rules

fs::path executable_directory() {
  std::error_code problem;
  return fs::read_symlink("/proc/self/exe", problem).parent_path();
}

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

std::string helper_program(const std::string& name) {
  const fs::path here = executable_directory();
  std::error_code problem;
  // Installed: bin/lazaret beside libexec/lazaret/. Built: core/cli/lazaret beside sandbox/.
  for (const fs::path& candidate : {here / "../libexec/lazaret" / name, here / "../../sandbox" / name})
    if (fs::exists(candidate, problem)) return fs::canonical(candidate, problem).string();
  return (here / "../libexec/lazaret" / name).lexically_normal().string();
}

std::vector<std::string> builtin_plugin_directories() {
  const fs::path here = executable_directory();
  std::error_code problem;
  const fs::path installed = here / "../lib/lazaret/plugins";
  if (fs::is_directory(installed, problem)) return {fs::canonical(installed, problem).string()};
  std::vector<std::string> directories;
  for (const auto& entry : fs::directory_iterator(here / "../../plugins", problem))
    if (entry.is_directory(problem) && entry.path().filename() != "template" &&
        entry.path().extension().empty())
      directories.push_back(fs::canonical(entry.path(), problem).string());
  std::sort(directories.begin(), directories.end());
  return directories;
}

std::string builtin_rules_directory() {
  const fs::path here = executable_directory();
  std::error_code problem;
  for (const fs::path& candidate : {here / "../share/lazaret/rules", here / "../../rules/builtin"})
    if (fs::is_directory(candidate, problem)) return fs::canonical(candidate, problem).string();
  return (here / "../share/lazaret/rules").lexically_normal().string();
}

sandbox::SandboxOptions sandbox_options(bool allow_degraded) {
  return {helper_program("lazaret-launcher"), helper_program("lazaret-worker"), allow_degraded};
}

Result<std::vector<sandbox::PluginFile>> load_plugins(const std::vector<std::string>& more) {
  auto directories = builtin_plugin_directories();
  directories.insert(directories.end(), more.begin(), more.end());
  auto plugins = TRY(sandbox::open_plugins(directories));
  if (plugins.empty())
    return make_error(ErrorCode::NotFound, "there are no detectors: the installation is not complete");
  return plugins;
}

Result<LoadedRules> load_scan_rules(const RulePaths& paths, Instant at) {
  const rules::LoadOptions options;
  auto files = TRY(rules::read_builtin_rules(builtin_rules_directory(), options.limits));
  auto own = TRY(rules::read_rule_files(paths.rules, options.limits));
  std::move(own.begin(), own.end(), std::back_inserter(files));
  LoadedRules loaded;
  if (!paths.vex.empty()) {
    auto vex = TRY(read_vex(paths.vex, options.limits));
    loaded.losses = std::move(vex.losses);
    files.push_back({std::string(kVexFile), std::move(vex.yaml), rules::Layer::Vex});
  }
  loaded.outcome = rules::load(files, at, options);
  return loaded;
}

}  // namespace lazaret::scan
