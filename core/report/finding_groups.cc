// SPDX-License-Identifier: Apache-2.0
#include "core/report/finding_groups.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "core/base/text.h"
#include "core/package/version.h"

namespace lazaret::report {
namespace {

struct TypeScheme {
  std::string_view type;
  std::string_view scheme;
};
constexpr std::array<TypeScheme, 7> kTypeSchemes{{{"deb", "dpkg"},
                                                  {"rpm", "rpm"},
                                                  {"apk", "apk"},
                                                  {"npm", "npm"},
                                                  {"pypi", "pep440"},
                                                  {"maven", "maven"},
                                                  {"golang", "go"}}};

bool is_newer_fix(const Finding& finding, const Finding& than) {
  for (const auto& [type, name] : kTypeSchemes) {
    if (type != finding.package_type) continue;
    const auto order = package::find_version_scheme(name)->compare(finding.fixed_version, than.fixed_version);
    return order && *order > 0;
  }
  return false;
}

bool is_shown(const Finding& finding, const std::string& severities) {
  if (is_suppressed(finding)) return false;
  if (severities.empty()) return true;
  const auto words = split(severities, ',');
  return std::find(words.begin(), words.end(), to_string(effective_severity(finding))) != words.end();
}

void add_to(FindingGroup& group, const Finding& finding) {
  group.findings.push_back(&finding);
  group.open.add(finding);
  if (finding.fix_state != FixState::Fixed) return;
  group.fixable.add(finding);
  if (group.last_fix == nullptr || is_newer_fix(finding, *group.last_fix)) group.last_fix = &finding;
}

}  // namespace

void SeverityCounts::add(const Finding& finding) {
  ++by_severity[static_cast<std::size_t>(effective_severity(finding))];
  if (finding.kev) ++known_exploited;
  ++total;
}

bool SeverityCounts::worse_than(const SeverityCounts& other) const {
  if (known_exploited != other.known_exploited) return known_exploited > other.known_exploited;
  return std::lexicographical_compare(other.by_severity.rbegin(), other.by_severity.rend(),
                                      by_severity.rbegin(), by_severity.rend());
}

std::vector<FindingGroup> group_findings(const Report& report, const std::string& severities) {
  // A finding without a package belongs to the file where it was found.
  using Key = std::tuple<std::string_view, std::string_view, std::string_view, std::string_view>;
  std::map<Key, FindingGroup> by_package;
  for (const auto& finding : report.findings) {
    if (!is_shown(finding, severities)) continue;
    const std::string_view path =
        finding.package_name.empty() ? std::string_view(finding.location.path) : std::string_view();
    add_to(by_package[{finding.package_type, finding.package_name, finding.installed_version, path}],
           finding);
  }
  std::vector<FindingGroup> groups;
  for (auto& [key, group] : by_package) {
    std::stable_sort(group.findings.begin(), group.findings.end(), [](const Finding* a, const Finding* b) {
      return effective_severity(*a) > effective_severity(*b);
    });
    groups.push_back(std::move(group));
  }
  std::stable_sort(groups.begin(), groups.end(),
                   [](const FindingGroup& a, const FindingGroup& b) { return a.open.worse_than(b.open); });
  return groups;
}

SeverityCounts count_open(const Report& report) {
  SeverityCounts counts;
  for (const auto& finding : report.findings)
    if (!is_suppressed(finding)) counts.add(finding);
  return counts;
}

}  // namespace lazaret::report
