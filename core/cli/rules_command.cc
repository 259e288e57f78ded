// SPDX-License-Identifier: Apache-2.0
#include "core/cli/rules_command.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "core/base/text.h"
#include "core/cli/arguments.h"
#include "core/cli/commands.h"
#include "core/cli/exit_code.h"

namespace lazaret::cli {
namespace {

constexpr std::array kRulesCommands{
    Command{"lint", "check rule files", run_rules_lint},
    Command{"test", "run the cases of *.test.yaml", run_rules_test},
    Command{"explain", "why a finding is judged as it is, or why a rule does not match", run_rules_explain},
    Command{"diff", "what a change of rules would do to stored reports", run_rules_diff},
    Command{"stats", "which rules are used, unused, ending", run_rules_stats},
    Command{"fmt", "put rule files into canonical order", run_rules_fmt},
    Command{"import", "what other scanners ignore, as rules", run_rules_import},
    Command{"export", "suppressions as OpenVEX or SARIF", run_rules_export},
    Command{"schema", "print the JSON Schema of rule files, for editors", run_rules_schema},
};

void print_help(std::FILE* to) {
  std::fprintf(to, "Rules: what is suppressed, classified and gated, and why.\n\n");
  for (const Command& command : kRulesCommands)
    std::fprintf(to, "  lazaret rules %-8s  %s\n", std::string(command.name).c_str(),
                 std::string(command.summary).c_str());
}

int unknown(const std::string& name) {
  std::vector<std::string_view> names;
  for (const Command& command : kRulesCommands) names.push_back(command.name);
  const auto near = nearest_name(name, names);
  return fail_usage("there is no command \"rules " + name + "\"" +
                    (near ? ", did you mean \"" + std::string(*near) + "\"?" : ""));
}

}  // namespace

int run_rules(const std::vector<std::string>& arguments) {
  if (arguments.empty()) return print_help(stderr), kUsage;
  const std::string& name = arguments.front();
  if (name == "--help" || name == "-h") return print_help(stdout), kPassed;
  const auto found = std::ranges::find(kRulesCommands, name, &Command::name);
  if (found == kRulesCommands.end()) return unknown(name);
  return found->run({arguments.begin() + 1, arguments.end()});
}

}  // namespace lazaret::cli
