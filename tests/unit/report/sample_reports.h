// SPDX-License-Identifier: Apache-2.0
// Reports made by hand, one of each kind that a reader meets. Used by the tests of the writers.
#pragma once

#include <string>
#include <vector>

#include "core/model/report.h"

namespace lazaret::report {

struct SampleReport {
  std::string name;  // of the golden files
  Report report;
};

// healthy, busybox (unverified), unhealthy, hostile, nothing (all defaults).
std::vector<SampleReport> sample_reports();

}  // namespace lazaret::report
