// SPDX-License-Identifier: Apache-2.0
#include "core/cli/places.h"

#include <cstdlib>

namespace lazaret::cli {
namespace {

std::string from_environment(const char* variable, const char* below_home) {
  // The XDG specification says that a relative path is to be ignored.
  if (const char* base = std::getenv(variable); base != nullptr && base[0] == '/')
    return std::string(base) + "/lazaret";
  if (const char* home = std::getenv("HOME"); home != nullptr && home[0] == '/')
    return std::string(home) + "/" + below_home + "/lazaret";
  return {};
}

}  // namespace

std::string cache_directory() { return from_environment("XDG_CACHE_HOME", ".cache"); }
std::string state_directory() { return from_environment("XDG_STATE_HOME", ".local/state"); }

std::string config_file() { return from_environment("XDG_CONFIG_HOME", ".config") + "/lazaret.yaml"; }

std::string default_generation() {
  const std::string state = state_directory();
  return state.empty() ? "" : state + "/db/current";
}

}  // namespace lazaret::cli
