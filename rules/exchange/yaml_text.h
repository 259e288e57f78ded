// SPDX-License-Identifier: Apache-2.0
// A value written as YAML of the narrow dialect that rules/v1 reads: block mappings, flow lists, quoted where
// in doubt. Called by rule_draft.cc. Trusts nothing: what could be read as something else than a text is
// quoted and escaped.
#pragma once

#include <string>
#include <string_view>

#include "core/base/json.h"

namespace lazaret::rules::exchange {

std::string yaml_scalar(std::string_view text);
// " value\n" for what fits on one line, else "\n" and a block indented by `indent` spaces.
void append_yaml(std::string& out, const Json& value, int indent);

}  // namespace lazaret::rules::exchange
