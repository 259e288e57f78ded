// SPDX-License-Identifier: Apache-2.0
// Where the user's things live: cache, state, configuration. What belongs to the executable is
// core/scan/installation.h. Called by commands. Reads the environment; never the working directory.
#pragma once

#include <string>

namespace lazaret::cli {

std::string
cache_directory();  // $XDG_CACHE_HOME/lazaret, else ~/.cache/lazaret; empty where neither is known
std::string state_directory();  // $XDG_STATE_HOME/lazaret, else ~/.local/state/lazaret
std::string config_file();      // $XDG_CONFIG_HOME/lazaret/lazaret.yaml, else ~/.config/lazaret/lazaret.yaml
std::string default_generation();  // <state>/db/current

}  // namespace lazaret::cli
