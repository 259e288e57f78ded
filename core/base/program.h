// SPDX-License-Identifier: Apache-2.0
// Running a program to its end: a text for its input, its output as a text, both bounded, and no shell.
// Called for credential helpers. The program is the user's own choice; what it says is still bounded in size
// and time, and it is killed where it goes beyond.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace lazaret {

struct ProgramRun {
  std::string program;  // absolute path
  std::vector<std::string> arguments;
  std::vector<std::string> environment;
  std::string input;  // at most a page: it is written before the output is read
  std::uint64_t output_bytes = 64u << 10;
  std::chrono::milliseconds wall{30'000};
};

struct ProgramEnd {
  int exit_code = 0;  // 128 + the signal where one ended it
  std::string output;
};

// Its standard error goes nowhere: it may hold secrets. SIGPIPE must be ignored, as main() does. Errors:
// Timeout, LimitExceeded, and those of a start.
Result<ProgramEnd> run_program(const ProgramRun& run);

// `name` in the directories of PATH's value; relative directories are left out. Empty where it is not found.
std::string find_program(const std::string& name, const std::string& path);

}  // namespace lazaret
