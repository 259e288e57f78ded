// SPDX-License-Identifier: Apache-2.0
// A rule file with its keys in canonical order, each line as it was written: comments go with the key below
// them. Called by `lazaret rules fmt`. Refuses rather than loses: the result must hold every line of the text
// and mean the same.
#pragma once

#include <string>
#include <string_view>

#include "core/base/limits.h"
#include "core/base/result.h"

namespace lazaret::rules {

// Keys of the file and of each rule and gate in the order of rules/keys.h; no spaces at ends of lines, at
// most one empty line in a row. Rules keep their order: it decides ties (S5). Formatting twice changes
// nothing.
Result<std::string> format_rules(std::string_view text, const Limits& limits = {});

}  // namespace lazaret::rules
