// SPDX-License-Identifier: Apache-2.0
// `lazaret rules COMMAND`: one file a command, one line each in the table of rules_command.cc.
// Called through commands.cc. Rules and reports are outside text: each command escapes what it prints.
#pragma once

#include <string>
#include <vector>

namespace lazaret::cli {

int run_rules(const std::vector<std::string>& arguments);

int run_rules_export(const std::vector<std::string>& arguments);
int run_rules_lint(const std::vector<std::string>& arguments);
int run_rules_test(const std::vector<std::string>& arguments);
int run_rules_explain(const std::vector<std::string>& arguments);
int run_rules_diff(const std::vector<std::string>& arguments);
int run_rules_stats(const std::vector<std::string>& arguments);
int run_rules_schema(const std::vector<std::string>& arguments);
int run_rules_fmt(const std::vector<std::string>& arguments);
int run_rules_import(const std::vector<std::string>& arguments);

}  // namespace lazaret::cli
