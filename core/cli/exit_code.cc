// SPDX-License-Identifier: Apache-2.0
#include "core/cli/exit_code.h"

#include <algorithm>

namespace lazaret::cli {
namespace {

bool gate_of_rules_fails(const Report& report) {
  return report.ruleset && std::ranges::any_of(report.ruleset->gates, [](const GateOutcome& gate) {
           return gate.result == GateResult::Fail;
         });
}

bool is_open_from(const Finding& finding, Severity severity) {
  return !is_suppressed(finding) && effective_severity(finding) >= severity;
}

}  // namespace

int exit_code_of(const Report& report, std::optional<Severity> fail_on, bool allow_partial) {
  if (gate_of_rules_fails(report)) return kGate;
  if (fail_on && std::ranges::any_of(report.findings,
                                     [&](const Finding& finding) { return is_open_from(finding, *fail_on); }))
    return kGate;
  return report.gaps.empty() || allow_partial ? kPassed : kIncomplete;
}

}  // namespace lazaret::cli
