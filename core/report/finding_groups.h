// SPDX-License-Identifier: Apache-2.0
// Findings by package (or by path, where they have none), worst first, and what one upgrade would remove.
// Called by writers for people. Borrows the report. Trusts nothing: a fixed version that cannot be parsed is
// not chosen.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "core/model/report.h"

namespace lazaret::report {

struct SeverityCounts {
  std::array<std::size_t, kSeverityNames.size()> by_severity{};
  std::size_t known_exploited = 0;
  std::size_t total = 0;
  void add(const Finding& finding);
  // Exploited ones first, then by severity from critical down.
  bool worse_than(const SeverityCounts& other) const;
};

struct FindingGroup {
  std::vector<const Finding*> findings;  // worst first, by effective severity; then as the report sorts them
  SeverityCounts open;
  SeverityCounts fixable;
  const Finding* last_fix =
      nullptr;  // the finding with the newest fixed version: upgrading to it removes `fixable`
  const Finding& first() const { return *findings.front(); }
};

// Open findings whose severity is shown (`severities`: comma list, empty: all), the worst group first.
std::vector<FindingGroup> group_findings(const Report& report, const std::string& severities);
SeverityCounts count_open(const Report& report);

}  // namespace lazaret::report
