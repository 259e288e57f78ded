// SPDX-License-Identifier: Apache-2.0
// The programming language that packages of one purl type are written for.
// Called by rules/facts for `package.language`. A constant table; the type is only compared.
#pragma once

#include <string_view>

namespace lazaret::package {

// "npm" -> "javascript"; empty where the type says nothing (a distribution's package, or one of Hex, which
// Erlang and Elixir share).
std::string_view language_of(std::string_view package_type);

}  // namespace lazaret::package
