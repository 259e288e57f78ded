// SPDX-License-Identifier: Apache-2.0
// `lazaret doctor`: which layers of the jail this machine has, as tried just now.
#include "core/cli/doctor_command.h"

#include <CLI/CLI.hpp>
#include <cstdio>

#include "core/base/text.h"
#include "core/cli/arguments.h"
#include "core/cli/exit_code.h"
#include "core/cli/sandbox_setup.h"
#include "sandbox/doctor.h"

namespace lazaret::cli {
namespace {

void print_line(const sandbox::DoctorLine& line) {
  std::printf("%-8s %-18s %s\n", line.state.c_str(), line.layer.c_str(),
              escape_for_terminal(line.detail).c_str());
  if (!line.what_to_do.empty())
    std::printf("%-8s %-18s -> %s\n", "", "", escape_for_terminal(line.what_to_do).c_str());
}

Result<int> diagnose() {
  const auto status = TRY(sandbox::probe_sandbox(TRY(sandbox_options())));
  for (const auto& line : sandbox::doctor_lines(status)) print_line(line);
  std::printf("\nJails on this machine: %s, isolation %s%s\n", status.mode.c_str(),
              status.isolation == Isolation::Full ? "full" : "degraded",
              status.usable ? "" : "; scans are refused");
  return status.usable ? kPassed : kFailed;
}

}  // namespace

int run_doctor(const std::vector<std::string>& arguments) {
  CLI::App app("Says which layers of the jail this machine has, and what to do where one is missing.",
               "lazaret doctor");
  if (const auto code = parse_arguments(app, arguments)) return *code;
  auto result = diagnose();
  return result ? *result : fail(result.error().message);
}

}  // namespace lazaret::cli
