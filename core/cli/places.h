// SPDX-License-Identifier: Apache-2.0
// Where things live: caches, state, the programs and plugins that belong to this executable.
// Called by commands. Reads the environment and /proc/self/exe; never the working directory.
#pragma once

#include <string>
#include <vector>

namespace lazaret::cli {

std::string
cache_directory();  // $XDG_CACHE_HOME/lazaret, else ~/.cache/lazaret; empty where neither is known
std::string state_directory();  // $XDG_STATE_HOME/lazaret, else ~/.local/state/lazaret
std::string config_file();      // $XDG_CONFIG_HOME/lazaret/lazaret.yaml, else ~/.config/lazaret/lazaret.yaml
std::string default_generation();  // <state>/db/current

// lazaret-launcher, lazaret-worker: installed in ../libexec/lazaret, or where the build puts them.
std::string helper_program(const std::string& name);
// Directories of the built-in detectors: ../lib/lazaret/plugins, or the build's plugins/*.
std::vector<std::string> builtin_plugin_directories();
std::string builtin_rules_directory();  // ../share/lazaret/rules, or the build's rules/builtin

}  // namespace lazaret::cli
