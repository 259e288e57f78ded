// SPDX-License-Identifier: Apache-2.0
// Affected ranges as the OSV schema words them, and the question whether a version lies within.
// Called by the importer (values) and the matcher (evaluation). Versions on both sides are hostile text.
// Source: OSV schema 1.7, "affected[].ranges[].events" and its "Evaluation" pseudocode.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/package/version.h"

namespace lazaret::advisory {

enum class EventKind : std::uint8_t { Introduced, Fixed, LastAffected, Limit };
enum class RangeKind : std::uint8_t { Semver, Ecosystem };

struct RangeEvent {
  EventKind kind = EventKind::Introduced;
  std::string_view version;  // owned by the generation or the record that the range came from
};

struct Range {
  RangeKind kind = RangeKind::Ecosystem;
  std::vector<RangeEvent> events;
};

struct RangeVerdict {
  bool affected = false;
  std::string_view fixed;          // the first fix after the version; empty: this range names none
  bool has_last_affected = false;  // a later version is free of it, but the range does not say which
};

// The verdict of one range. An error: some version cannot be compared, and the answer is not known.
Result<RangeVerdict> evaluate_range(const Range& range, std::string_view version,
                                    const package::VersionScheme& scheme);

}  // namespace lazaret::advisory
