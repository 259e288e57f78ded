// SPDX-License-Identifier: Apache-2.0
#include "core/cli/places.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

namespace lazaret::cli {
namespace {

namespace fs = std::filesystem;

std::string from_environment(const char* variable, const char* below_home) {
  // The XDG specification says that a relative path is to be ignored.
  if (const char* base = std::getenv(variable); base != nullptr && base[0] == '/')
    return std::string(base) + "/lazaret";
  if (const char* home = std::getenv("HOME"); home != nullptr && home[0] == '/')
    return std::string(home) + "/" + below_home + "/lazaret";
  return {};
}

fs::path executable_directory() {
  std::error_code problem;
  return fs::read_symlink("/proc/self/exe", problem).parent_path();
}

}  // namespace

std::string cache_directory() { return from_environment("XDG_CACHE_HOME", ".cache"); }
std::string state_directory() { return from_environment("XDG_STATE_HOME", ".local/state"); }

std::string config_file() { return from_environment("XDG_CONFIG_HOME", ".config") + "/lazaret.yaml"; }

std::string default_generation() {
  const std::string state = state_directory();
  return state.empty() ? "" : state + "/db/current";
}

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

}  // namespace lazaret::cli
