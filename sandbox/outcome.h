// SPDX-License-Identifier: Apache-2.0
// How a job in a jail ended: a closed set of outcomes, what it used, and how isolated it was.
// Made by the runner from the launcher's word and the wire; never from the worker's word alone.
#pragma once

#include <cstdint>
#include <string>

#include "core/model/report.h"

namespace lazaret::sandbox {

struct Outcome {
  RunOutcome status = RunOutcome::SetupError;
  std::string detail;  // one sentence for people; empty when ok
  Isolation isolation = Isolation::Full;
  std::uint64_t wall_ms = 0;
  std::uint64_t cpu_ms = 0;
  std::uint64_t peak_rss_kib = 0;
  std::uint64_t records = 0;
  Receipt receipt;
  bool ok() const { return status == RunOutcome::Ok; }
};

}  // namespace lazaret::sandbox
