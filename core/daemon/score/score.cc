// SPDX-License-Identifier: Apache-2.0
#include "core/daemon/score/score.h"

namespace lazaret::daemon {
namespace {

constexpr std::array kControls{
    Control{"remediate-vulnerabilities", "Remediate vulnerabilities", 6, FindingKind::Vulnerability},
    Control{"apply-system-updates", "Leave distributions that have ended", 6, FindingKind::Eol},
    Control{"protect-secrets", "Keep secrets out of images", 4, FindingKind::Secret},
    Control{"remediate-configurations", "Remediate security configurations", 4,
            FindingKind::Misconfiguration},
    Control{"remove-malware", "Remove malware", 2, FindingKind::Malware},
};

}  // namespace

std::span<const Control> controls() { return kControls; }

double ScopeScore::percent() const { return maximum == 0 ? 0 : current / maximum * 100; }

ControlScore score_control(const Control& control, const ControlCounts& counts) {
  ControlScore score{&control, counts, 0, 0, false};
  const std::uint64_t open = counts.unhealthy + counts.unverified;
  if (counts.healthy + open == 0) return score;
  const double each = static_cast<double>(control.points) / static_cast<double>(counts.healthy + open);
  score.current = each * static_cast<double>(counts.healthy);
  score.potential = each * static_cast<double>(open);
  score.counted = true;
  return score;
}

ScopeScore score_scope(std::span<const ControlCounts> counts, std::uint64_t resources) {
  LZ_ASSERT(counts.size() == kControls.size());
  ScopeScore scope;
  scope.resources = resources;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    scope.controls.push_back(score_control(kControls[i], counts[i]));
    if (!scope.controls.back().counted) continue;
    scope.current += scope.controls.back().current;
    scope.maximum += kControls[i].points;
  }
  return scope;
}

double percent_of_all(std::span<const ScopeScore> scopes) {
  double weighted = 0;
  std::uint64_t resources = 0;
  for (const auto& scope : scopes) {
    if (scope.maximum == 0) continue;
    weighted += scope.percent() * static_cast<double>(scope.resources);
    resources += scope.resources;
  }
  return resources == 0 ? 0 : weighted / static_cast<double>(resources);
}

}  // namespace lazaret::daemon
