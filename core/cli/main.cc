// SPDX-License-Identifier: Apache-2.0
// The program `lazaret`: looks up the command in the one table and runs it.
// Called by the user. Trusts its arguments, the environment and the user's configuration; nothing that it
// scans.
#include <csignal>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "core/cli/commands.h"
#include "core/cli/exit_code.h"

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a reader that leaves is an error from write, not the end of us
  try {
    return lazaret::cli::run(std::vector<std::string>(argv + 1, argv + argc));
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "lazaret: this is a bug: %s\n", problem.what());
    return lazaret::cli::kFailed;
  }
}
