// SPDX-License-Identifier: Apache-2.0
// The base equation of CVSS 2.0. Called by score_cvss. Source: FIRST, CVSS v2.0 guide, section 3.2.1.
#include <array>
#include <cmath>

#include "core/advisory/cvss_vector.h"

namespace lazaret::advisory {

Result<double> score_cvss2(const CvssVector& vector) {
  constexpr std::array kAccessVector{0.395, 0.646, 1.0};
  constexpr std::array kAccessComplexity{0.35, 0.61, 0.71};
  constexpr std::array kAuthentication{0.45, 0.56, 0.704};
  constexpr std::array kImpact{0.0, 0.275, 0.66};
  const double exploitability = 20 * kAccessVector[TRY(vector.value("AV", "LAN"))] *
                                kAccessComplexity[TRY(vector.value("AC", "HML"))] *
                                kAuthentication[TRY(vector.value("Au", "MSN"))];
  const double impact = 10.41 * (1 - (1 - kImpact[TRY(vector.value("C", "NPC"))]) *
                                         (1 - kImpact[TRY(vector.value("I", "NPC"))]) *
                                         (1 - kImpact[TRY(vector.value("A", "NPC"))]));
  const double factor = impact == 0 ? 0 : 1.176;
  return std::round((0.6 * impact + 0.4 * exploitability - 1.5) * factor * 10) / 10;
}

}  // namespace lazaret::advisory
