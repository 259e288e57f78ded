// SPDX-License-Identifier: Apache-2.0
#include "core/cli/commands.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "core/base/text.h"
#include "core/cli/compare_command.h"
#include "core/cli/db_command.h"
#include "core/cli/doctor_command.h"
#include "core/cli/exit_code.h"
#include "core/cli/plugin_command.h"
#include "core/cli/rules_command.h"
#include "core/cli/scan_command.h"
#include "core/cli/vex_command.h"

namespace lazaret::cli {
namespace {

int run_version(const std::vector<std::string>&) {
  std::printf("lazaret %s\n", LAZARET_VERSION);
  return kPassed;
}

constexpr std::array kCommands{
    Command{"scan", "look at an image: what is in it, what is wrong with it, what could not be seen",
            run_scan},
    Command{"db", "build, update, show and verify advisory generations", run_db},
    Command{"rules", "check, test, explain and compare rules", run_rules},
    Command{"vex", "say which VEX statements speak of a finding, and why the others do not", run_vex},
    Command{"plugin", "list and check detectors", run_plugin},
    Command{"compare", "compare two versions by a scheme's ordering", run_compare},
    Command{"doctor", "say which layers of the jail this machine has", run_doctor},
    Command{"version", "print the version", run_version},
};

void print_help() {
  std::printf(
      "Lazaret opens container images inside jails and says what is in them.\n\n"
      "  lazaret scan alpine.oci.tar\n"
      "  lazaret scan -o json=report.json --fail-on high oci:layout:v1\n"
      "  lazaret db build --osv DIR --out advisories.lzdb\n\nCommands:\n");
  for (const auto& command : kCommands)
    std::printf("  %-8s  %s\n", std::string(command.name).c_str(), std::string(command.summary).c_str());
  std::printf("\n`lazaret COMMAND --help` tells more of each.\n");
}

int unknown_command(const std::string& name) {
  std::vector<std::string_view> names;
  for (const auto& command : kCommands) names.push_back(command.name);
  const auto near = nearest_name(name, names);
  std::fprintf(stderr, "lazaret: there is no command \"%s\"%s; `lazaret --help` lists them\n",
               escape_for_terminal(name).c_str(),
               near ? (", did you mean \"" + std::string(*near) + "\"?").c_str() : "");
  return kUsage;
}

}  // namespace

std::span<const Command> commands() { return kCommands; }

int run(const std::vector<std::string>& arguments) {
  if (arguments.empty()) return print_help(), kUsage;
  const std::string& name = arguments.front();
  if (name == "--help" || name == "-h" || name == "help") return print_help(), kPassed;
  if (name == "--version") return run_version({});
  const auto found =
      std::find_if(kCommands.begin(), kCommands.end(), [&](const Command& c) { return c.name == name; });
  if (found == kCommands.end()) return unknown_command(name);
  return found->run({arguments.begin() + 1, arguments.end()});
}

}  // namespace lazaret::cli
