// SPDX-License-Identifier: Apache-2.0
// Reads JSON, TOML and YAML texts into the one tree of source_node.h. One file a syntax.
// Called by the importers. Trusts nothing: bytes, depth and nodes are bounded (core/base/limits.h), duplicate
// keys are errors in all three; errors read "name:line: what".
#pragma once

#include <string_view>

#include "core/base/limits.h"
#include "core/base/result.h"
#include "rules/exchange/source_node.h"

namespace lazaret::rules::exchange {

Result<Node> read_json_source(std::string_view text, std::string_view name, const Limits& limits);
Result<Node> read_toml_source(std::string_view text, std::string_view name, const Limits& limits);
// Plain true and false are Bool, an empty value is Null; everything else is Text as written.
Result<Node> read_yaml_source(std::string_view text, std::string_view name, const Limits& limits);

// Error when the text is longer than Limits::import_bytes, or not UTF-8.
Result<void> check_source_text(std::string_view text, std::string_view name, const Limits& limits);

}  // namespace lazaret::rules::exchange
