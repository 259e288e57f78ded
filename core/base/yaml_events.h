// SPDX-License-Identifier: Apache-2.0
// YAML read through yaml-cpp's events into flat settings: "sandbox.minimum" -> value, with line and column.
// Called for the user's configuration; the only user of yaml-cpp. Its node tree is not used: that accepts
// duplicate keys, cycles and further documents. Trusts nothing: size and depth are bounded; anchors, aliases,
// tags, duplicate keys, lists and second documents are errors with their place.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace lazaret {

struct YamlSetting {
  std::string path;   // keys joined by "."
  std::string value;  // as written, quotes removed
  int line = 0;       // from 1
  int column = 0;
};

// `what` names the text in messages: "lazaret.yaml:3:5: duplicate key …".
Result<std::vector<YamlSetting>> read_yaml_settings(std::string_view text, std::string_view what);

}  // namespace lazaret
