// SPDX-License-Identifier: Apache-2.0
// How bad a vulnerability is, out of what its records say: all opinions, and the one that counts.
// Called for each finding. Words and vectors are downloaded text; unknown ones give no opinion.
// Rule: the distribution's own word; else the highest CVSS base score (4.0, 3.1, 3.0, 2.0 in that order of
// preference); else GitHub's word; else unknown.
#pragma once

#include "core/advisory/hit.h"
#include "core/model/report.h"

namespace lazaret::advisory {

// Fills severity, severity_source, severities and cvss. `cve_vectors`: what records about this CVE alone say.
void choose_severity(const Generation::State& state, const VulnerabilityGroup& group,
                     const std::vector<std::string_view>& cve_vectors, Finding& finding);

}  // namespace lazaret::advisory
