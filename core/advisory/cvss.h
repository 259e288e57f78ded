// SPDX-License-Identifier: Apache-2.0
// CVSS base scores computed from vectors of versions 2.0, 3.0, 3.1 and 4.0.
// Called by the matcher. Vectors are downloaded text: an unknown metric, value or a missing base metric is an
// error. Threat, temporal and environmental metrics are accepted and left out: the score is the base score.
// Sources: FIRST, CVSS v2.0 guide 3.2.1; v3.1 specification 7.1 and appendix A; v4.0 specification 8.
#pragma once

#include <string_view>

#include "core/base/result.h"
#include "core/model/report.h"

namespace lazaret::advisory {

Result<CvssScore> score_cvss(std::string_view vector);
// The qualitative rating: 0 negligible, up to 3.9 low, up to 6.9 medium, up to 8.9 high, else critical; 2.0
// ends at high.
Severity rate_cvss(const CvssScore& score);

}  // namespace lazaret::advisory
