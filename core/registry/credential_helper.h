// SPDX-License-Identifier: Apache-2.0
// Asking a program that keeps credentials: docker-credential-NAME get, the server on its input, JSON on its
// output. Called by credentials.cc. NAME comes from the user's file and is checked, so that it names a
// program in PATH and nothing else; no shell; time and output are limited; nothing that it says is shown but
// an error of its own. Source: docker-credential-helpers, README "Development".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/limits.h"
#include "core/base/result.h"
#include "core/registry/auth_file.h"

namespace lazaret::registry {

// Letters, digits, '_', '.', '-', and no dot at the beginning.
bool is_helper_name(std::string_view name);

// `path` is the value of PATH. Nothing where the helper says that it has none for `server`. Errors:
// InvalidInput, NotFound (no such program), Timeout, LimitExceeded, Unavailable (it failed).
Result<std::optional<Credential>> ask_helper(std::string_view name, const std::string& server,
                                             const std::string& path, const Limits& limits);

// What a helper wrote; `what` names it.
Result<Credential> parse_helper_answer(std::string_view text, const std::string& what, const Limits& limits);

}  // namespace lazaret::registry
