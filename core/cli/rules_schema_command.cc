// SPDX-License-Identifier: Apache-2.0
// `lazaret rules schema`: the JSON Schema of rule files, for editors.
// Called by rules_command.cc. Reads nothing.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "core/cli/arguments.h"
#include "core/cli/exit_code.h"
#include "core/cli/rules_command.h"
#include "rules/tooling/schema.h"

namespace lazaret::cli {

int run_rules_schema(const std::vector<std::string>& arguments) {
  CLI::App app("Print the JSON Schema (2020-12) of rule files, for editors.", "lazaret rules schema");
  if (const auto code = parse_arguments(app, arguments)) return *code;
  const std::string schema = rules::rules_schema();
  return std::fwrite(schema.data(), 1, schema.size(), stdout) == schema.size() ? kPassed : kFailed;
}

}  // namespace lazaret::cli
