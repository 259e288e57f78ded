// SPDX-License-Identifier: Apache-2.0
// The secure score: what share of its images a scope keeps free of open problems, control by control.
// Called by the API and the janitor with counts from the store. Pure arithmetic;
// docs/explanation/secure-score.md works an example. What rules suppressed is not open, and so never reaches
// these counts.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/model/report.h"

namespace lazaret::daemon {

// A group of problems that are remedied in one way, and how many points it is worth.
struct Control {
  std::string_view id;
  std::string_view title;
  std::uint32_t points;
  FindingKind kind;
};

std::span<const Control> controls();

// Images of a scope by how they stand with a control. An image is healthy here only if nothing of the control
// is open in it and its coverage is complete.
struct ControlCounts {
  std::uint64_t healthy = 0;
  std::uint64_t unhealthy = 0;
  std::uint64_t unverified = 0;      // nothing open, but not everything was seen
  std::uint64_t not_applicable = 0;  // outside the score: nobody looked for this, or the image is unsupported
};

struct ControlScore {
  const Control* control = nullptr;
  ControlCounts counts;
  double current = 0;    // points
  double potential = 0;  // points that remedying all of it would add
  bool counted =
      false;  // false: no image, or none that this applies to; then it is not in the maximum either
};

struct ScopeScore {
  std::vector<ControlScore> controls;  // in the order of the table
  double current = 0;
  double maximum = 0;
  std::uint64_t resources = 0;  // images that count in some control: the weight among scopes
  double percent() const;       // 0 where nothing counts
};

// An unverified image counts as an unhealthy one: a scan that failed cannot raise the score.
ControlScore score_control(const Control& control, const ControlCounts& counts);
// `counts` are those of controls(), in its order; `resources` images of the scope count somewhere.
ScopeScore score_scope(std::span<const ControlCounts> counts, std::uint64_t resources);
// The score of several scopes together, each weighted by its resources; 0 where there are none.
double percent_of_all(std::span<const ScopeScore> scopes);

}  // namespace lazaret::daemon
