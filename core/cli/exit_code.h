// SPDX-License-Identifier: Apache-2.0
// The exit codes of every command; docs/reference/exit-codes.md explains them. Scripts rely on the numbers.
#pragma once

#include <optional>

#include "core/model/report.h"

namespace lazaret::cli {

inline constexpr int kPassed = 0;      // done and passed
inline constexpr int kFailed = 1;      // could not do it
inline constexpr int kGate = 2;        // findings at or above the gate
inline constexpr int kIncomplete = 3;  // done, but coverage is incomplete (only where it would be 0)
inline constexpr int kUsage = 64;      // the command line is wrong

// Of a scan that was done. A gate (2) comes before incomplete coverage (3): a gate of the rules that fails,
// or an open finding whose effective severity is at least `fail_on`.
int exit_code_of(const Report& report, std::optional<Severity> fail_on, bool allow_partial);

}  // namespace lazaret::cli
