// SPDX-License-Identifier: Apache-2.0
// Flags of a command: parsing through CLI11 with Lazaret's own messages and exit codes.
// Called by each command. An option that names an environment variable takes it where the flag is absent.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/base/time.h"

namespace CLI {
class App;
}

namespace lazaret::cli {

// Parses `arguments`; an exit code when the command is not to be run (help was printed: 0; wrong usage: 64).
std::optional<int> parse_arguments(CLI::App& app, const std::vector<std::string>& arguments);

// The value of --at; now where it was not given.
Result<Instant> instant_or_now(const std::string& text);

// Prints "lazaret: message" to standard error, escaped, and returns the exit code of failure.
int fail(const std::string& message);
int fail_usage(const std::string& message);
// Prints "lazaret: note: message" to standard error, escaped.
void note(const std::string& message);

}  // namespace lazaret::cli
