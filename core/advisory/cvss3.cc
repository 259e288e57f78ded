// SPDX-License-Identifier: Apache-2.0
// The base equations of CVSS 3.0 and 3.1. Called by score_cvss.
// Source: FIRST, CVSS v3.1 specification, section 7.1, weights 7.4, and Roundup of appendix A (for 3.0 as
// well: it differs from 3.0's ceiling only where binary fractions would have lifted a score by a tenth).
#include <algorithm>
#include <array>
#include <cmath>

#include "core/advisory/cvss_vector.h"

namespace lazaret::advisory {
namespace {

double round_up(double value) {
  const auto hundred_thousandths = std::llround(value * 100'000);
  const auto tenths = hundred_thousandths / 10'000 + (hundred_thousandths % 10'000 == 0 ? 0 : 1);
  return static_cast<double>(tenths) / 10;
}

double impact_of(double lost, bool scope_changed) {
  if (!scope_changed) return 6.42 * lost;
  return 7.52 * (lost - 0.029) - 3.25 * std::pow(lost - 0.02, 15);
}

}  // namespace

Result<double> score_cvss3(const CvssVector& vector) {
  constexpr std::array kAttackVector{0.85, 0.62, 0.55, 0.2};
  constexpr std::array kAttackComplexity{0.77, 0.44};
  constexpr std::array kPrivileges{0.85, 0.62, 0.27};
  constexpr std::array kPrivilegesScopeChanged{0.85, 0.68, 0.5};
  constexpr std::array kUserInteraction{0.85, 0.62};
  constexpr std::array kImpact{0.56, 0.22, 0.0};
  const bool scope_changed = TRY(vector.value("S", "UC")) == 1;
  const std::size_t privileges = TRY(vector.value("PR", "NLH"));
  const double exploitability = 8.22 * kAttackVector[TRY(vector.value("AV", "NALP"))] *
                                kAttackComplexity[TRY(vector.value("AC", "LH"))] *
                                (scope_changed ? kPrivilegesScopeChanged : kPrivileges)[privileges] *
                                kUserInteraction[TRY(vector.value("UI", "NR"))];
  const double lost = 1 - (1 - kImpact[TRY(vector.value("C", "HLN"))]) *
                              (1 - kImpact[TRY(vector.value("I", "HLN"))]) *
                              (1 - kImpact[TRY(vector.value("A", "HLN"))]);
  const double impact = impact_of(lost, scope_changed);
  if (impact <= 0) return 0.0;
  return round_up(std::min((scope_changed ? 1.08 : 1.0) * (impact + exploitability), 10.0));
}

}  // namespace lazaret::advisory
