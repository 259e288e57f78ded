// SPDX-License-Identifier: Apache-2.0
#include "core/advisory/cvss.h"

#include <algorithm>
#include <array>

#include "core/advisory/cvss_vector.h"
#include "core/base/text.h"

namespace lazaret::advisory {
namespace {

struct CvssVersion {
  std::string_view prefix;
  std::string_view name;
  Result<double> (*score)(const CvssVector&);
};
constexpr std::array kVersions{
    CvssVersion{"CVSS:4.0/", "4.0", score_cvss4}, CvssVersion{"CVSS:3.1/", "3.1", score_cvss3},
    CvssVersion{"CVSS:3.0/", "3.0", score_cvss3}, CvssVersion{"CVSS:2.0/", "2.0", score_cvss2}};
constexpr CvssVersion kBare{"", "2.0",
                            score_cvss2};  // 2.0 was written without a prefix, sometimes in parentheses

Error bad_vector(std::string why) {
  return make_error(ErrorCode::InvalidInput, "CVSS vector: " + std::move(why));
}

}  // namespace

Result<CvssVector> CvssVector::parse(std::string_view metrics) {
  CvssVector vector;
  for (const std::string_view part : split(metrics, '/')) {
    if (part.empty()) continue;  // a slash at the end is common
    const std::size_t colon = part.find(':');
    if (colon == std::string_view::npos) return bad_vector("'" + std::string(part) + "' has no colon");
    const std::string_view name = part.substr(0, colon);
    if (std::ranges::find(vector.metrics_, name, &std::pair<std::string_view, std::string_view>::first) !=
        vector.metrics_.end())
      return bad_vector("metric " + std::string(name) + " stands twice");
    vector.metrics_.emplace_back(name, part.substr(colon + 1));
  }
  return vector;
}

Result<std::size_t> CvssVector::value(std::string_view metric, std::string_view values) const {
  const auto found =
      std::ranges::find(metrics_, metric, &std::pair<std::string_view, std::string_view>::first);
  if (found == metrics_.end()) return bad_vector("metric " + std::string(metric) + " is missing");
  const std::size_t position =
      found->second.size() == 1 ? values.find(found->second) : std::string_view::npos;
  if (position == std::string_view::npos)
    return bad_vector("metric " + std::string(metric) + " has the unknown value '" +
                      std::string(found->second) + "'");
  return position;
}

Result<CvssScore> score_cvss(std::string_view vector) {
  const auto* found =
      std::ranges::find_if(kVersions, [&](const CvssVersion& v) { return vector.starts_with(v.prefix); });
  const CvssVersion& version = found == kVersions.end() ? kBare : *found;
  std::string_view metrics = vector.substr(version.prefix.size());
  if (metrics.starts_with('(') && metrics.ends_with(')')) metrics = metrics.substr(1, metrics.size() - 2);
  const CvssVector parsed = TRY(CvssVector::parse(metrics));
  // Not within the braces: what they have made already is lost where TRY leaves.
  const double score = TRY(version.score(parsed));
  return CvssScore{std::string(version.name), std::string(vector), score};
}

Severity rate_cvss(const CvssScore& score) {
  if (score.score <= 0) return Severity::Negligible;
  if (score.score < 4) return Severity::Low;
  if (score.score < 7) return Severity::Medium;
  return score.score < 9 || score.version == "2.0" ? Severity::High : Severity::Critical;
}

}  // namespace lazaret::advisory
