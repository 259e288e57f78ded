// SPDX-License-Identifier: Apache-2.0
// The table of commands. Adding one is a new file and a line in commands.cc. Called by main.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lazaret::cli {

struct Command {
  std::string_view name;
  std::string_view summary;
  // Gets what follows the command's name; returns an exit code (exit_code.h).
  int (*run)(const std::vector<std::string>& arguments);
};

std::span<const Command> commands();
int run(const std::vector<std::string>& arguments);

}  // namespace lazaret::cli
