// SPDX-License-Identifier: Apache-2.0
// From packages and an advisory generation to findings and coverage gaps.
// Called by core/scan, and later by the daemon's matcher. Pure: no clock, no files, no network.
// Packages hold text from the image, the generation holds downloaded data; both are checked where they are
// used. Rules: source advisories meet source versions, binary ones binary versions, never mixed; withdrawn
// records do not match; what cannot be compared is a gap.
#pragma once

#include <span>
#include <vector>

#include "core/advisory/generation.h"
#include "core/model/report.h"

namespace lazaret::advisory {

struct MatchResult {
  std::vector<Finding> findings;  // purl, location, fingerprint and remediation filled; unsorted
  std::vector<Gap> gaps;          // unknown_distribution, no_feed_for_release, no_feed_for_ecosystem,
                                  // unparsable_version, sample_advisories, stale_advisories, stale_feed …
};

// `os` may be null: nobody found one. Packages already carry their purl. `at` decides staleness (EPSS, KEV as
// built).
MatchResult match(const Generation& generation, const OsRelease* os, std::span<const Package> packages,
                  Instant at);

}  // namespace lazaret::advisory
