// SPDX-License-Identifier: Apache-2.0
// The exit codes of every command; docs/reference/exit-codes.md explains them. Scripts rely on the numbers.
#pragma once

namespace lazaret::cli {

inline constexpr int kPassed = 0;      // done and passed
inline constexpr int kFailed = 1;      // could not do it
inline constexpr int kGate = 2;        // findings at or above the gate
inline constexpr int kIncomplete = 3;  // done, but coverage is incomplete (only where it would be 0)
inline constexpr int kUsage = 64;      // the command line is wrong

}  // namespace lazaret::cli
