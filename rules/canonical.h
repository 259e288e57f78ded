// SPDX-License-Identifier: Apache-2.0
// The form of a rule set that its id is the hash of: files by path, keys sorted, comments, quotes and places
// gone. Called by the loader once a set is good. Two sets with one id judge alike; `docs/reference/rules.md`.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/base/yaml_events.h"

namespace lazaret::rules {

struct CanonicalFile {
  std::string_view path;
  const YamlNode* root = nullptr;
};

std::string canonical_form(std::span<const CanonicalFile> files_by_path);

}  // namespace lazaret::rules
