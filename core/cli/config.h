// SPDX-License-Identifier: Apache-2.0
// The user's configuration: $XDG_CONFIG_HOME/lazaret/lazaret.yaml. Order: flag, environment, file, default.
// Called by commands. Never read from the working directory or from what is scanned: a checkout must not
// steer a scan.
#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"

namespace lazaret::cli {

struct Config {
  bool allow_degraded = false;  // sandbox.minimum: full | degraded
  // rules: files and directories of rules, where neither --rules nor LAZARET_RULES names any. A relative path
  // begins at the configuration's directory.
  std::vector<std::string> rules;
};

// No file is the default; a key that is not known is an error with its place and the nearest name.
Result<Config> load_config();

}  // namespace lazaret::cli
