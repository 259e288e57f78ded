// SPDX-License-Identifier: Apache-2.0
#include "core/cli/exit_code.h"

#include <gtest/gtest.h>

namespace lazaret::cli {
namespace {

struct Row {
  const char* name;
  int expected;
  bool gaps = false;
  bool allow_partial = false;
  std::optional<Severity> fail_on;
  Severity raw = Severity::Unknown;        // of the one finding
  std::optional<Severity> effective = {};  // nothing: there is no finding
  bool suppressed = false;
  std::optional<GateResult> gate = {};
};

Report report_of(const Row& row) {
  Report report;
  if (row.gaps) report.gaps = {{"no_advisories", "database", "none", ""}};
  if (row.effective) {
    Finding finding;
    finding.severity = row.raw;
    finding.decision = Decision{*row.effective, {}, row.suppressed ? "S-1" : "", {}, {}, {}};
    report.findings = {finding};
  }
  report.ruleset = RulesetInfo{};
  if (row.gate) report.ruleset->gates = {{"deploy", *row.gate, "G-1", "", 1}};
  return report;
}

constexpr auto kHigh = Severity::High;
constexpr auto kLow = Severity::Low;
const Row kRows[] = {
    {"nothing at all", kPassed},
    {"a gap", kIncomplete, true},
    {"a gap that is allowed", kPassed, true, true},
    {"an open finding without a gate", kPassed, false, false, {}, kHigh, kHigh},
    {"a finding below --fail-on", kPassed, false, false, kHigh, kLow, kLow},
    {"a finding at --fail-on", kGate, false, false, kHigh, kHigh, kHigh},
    {"a finding above --fail-on", kGate, false, false, kLow, kHigh, kHigh},
    {"a suppressed finding", kPassed, false, false, kLow, kHigh, kHigh, true},
    {"a finding that a rule lowers", kPassed, false, false, kHigh, kHigh, kLow},
    {"a finding that a rule raises", kGate, false, false, kHigh, kLow, kHigh},
    {"a gate of the rules that fails", kGate, false, false, {}, kLow, {}, false, GateResult::Fail},
    {"a gate that warns", kPassed, false, false, {}, kLow, {}, false, GateResult::Warn},
    {"a gate that passes", kPassed, false, false, {}, kLow, {}, false, GateResult::Pass},
    {"a gate that warns, and a gap", kIncomplete, true, false, {}, kLow, {}, false, GateResult::Warn},
    {"a failing gate comes before a gap", kGate, true, false, {}, kLow, {}, false, GateResult::Fail},
    {"a failing gate is no gap to allow", kGate, true, true, {}, kLow, {}, false, GateResult::Fail},
    {"--fail-on comes before a gap", kGate, true, true, kHigh, kHigh, kHigh},
};

TEST(ExitCode, OfAScanIsTheTable) {
  for (const Row& row : kRows)
    EXPECT_EQ(exit_code_of(report_of(row), row.fail_on, row.allow_partial), row.expected) << row.name;
}

TEST(ExitCode, WithoutRulesIsTheRawSeverity) {
  Report report;
  report.findings.emplace_back().severity = kHigh;
  EXPECT_EQ(exit_code_of(report, kHigh, false), kGate);
  EXPECT_EQ(exit_code_of(report, Severity::Critical, false), kPassed);
}

TEST(ExitCode, NumbersAreTheDocumented) {
  EXPECT_EQ(kPassed, 0);
  EXPECT_EQ(kFailed, 1);
  EXPECT_EQ(kGate, 2);
  EXPECT_EQ(kIncomplete, 3);
  EXPECT_EQ(kUsage, 64);
}

}  // namespace
}  // namespace lazaret::cli
