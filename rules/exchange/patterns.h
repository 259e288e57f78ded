// SPDX-License-Identifier: Apache-2.0
// Patterns of other scanners in Lazaret's terms: file globs in doublestar's dialect, and regular expressions.
// Called by the importers of Trivy's and Grype's files. Trusts nothing: a pattern that does not compile is an
// error, never one that silently matches nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/json.h"
#include "core/base/limits.h"
#include "core/base/result.h"

namespace lazaret::rules::exchange {

// Why rules/pattern.h refuses the regular expression; nothing if it does not.
std::optional<std::string> regex_problem(std::string_view pattern, const Limits& limits);
std::string regex_literal(std::string_view text);  // an expression that matches the text alone

// The value of a condition on finding.path, which starts with "/" and reads a plain text as a glob: a text,
// or {regex: …} where Lazaret's globs cannot say it (?, [a-z], {a,b}, "**" as part of a segment). Source:
// bmatcuk/doublestar, "Patterns".
Result<Json> path_condition(std::string_view glob, const Limits& limits);

// {regex: …}, or a plain text when the pattern has no character that means something else than itself.
Json name_condition(std::string_view regex);

}  // namespace lazaret::rules::exchange
