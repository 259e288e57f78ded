// SPDX-License-Identifier: Apache-2.0
// From the records that match a package to the finding that people read. Called by the matcher for each
// vulnerability and package. Reads texts, EPSS and KEV from the generation; what is damaged there is an
// error.
#pragma once

#include "core/advisory/hit.h"
#include "core/model/report.h"

namespace lazaret::advisory {

// Everything but the location and the fingerprint, which differ by place.
Result<Finding> make_finding(const Generation::State& state, TextReader& texts,
                             const VulnerabilityGroup& group, const Package& package,
                             const package::VersionScheme& scheme);
// 32 hex digits over (kind, id, purl, path).
std::string make_fingerprint(const Finding& finding);

}  // namespace lazaret::advisory
