// SPDX-License-Identifier: Apache-2.0
// Which records speak of one vulnerability, and which version leaves all of them. Contract: hit.h.
#include <algorithm>
#include <map>
#include <set>

#include "core/advisory/hit.h"

namespace lazaret::advisory {
namespace {

bool contains(const std::vector<std::string_view>& ids, std::string_view id) {
  return std::ranges::find(ids, id) != ids.end();
}

bool share_an_id(const Hit& a, const Hit& b) {
  if (a.id == b.id || contains(a.aliases, b.id) || contains(b.aliases, a.id)) return true;
  return std::ranges::any_of(a.aliases, [&](std::string_view alias) { return contains(b.aliases, alias); });
}

using Groups = std::map<std::string_view, std::vector<const Hit*>>;

// The hits that share an id with `start`, and those that share one with these, as long as they list no CVE.
std::vector<const Hit*> connected(const Hit& start, const std::vector<Hit>& hits) {
  std::vector<const Hit*> found{&start};
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (!found[i]->vulnerabilities.empty()) continue;
    for (const Hit& other : hits)
      if (std::ranges::find(found, &other) == found.end() && share_an_id(*found[i], other))
        found.push_back(&other);
  }
  return found;
}

void join_without_cve(const Hit& hit, const std::vector<Hit>& hits, Groups& groups) {
  std::set<std::string_view> ids;
  std::string_view first = hit.id;
  for (const Hit* other : connected(hit, hits)) {
    ids.insert(other->vulnerabilities.begin(), other->vulnerabilities.end());
    if (other->vulnerabilities.empty()) first = std::min(first, other->id);
  }
  if (ids.empty()) ids.insert(first);
  for (const std::string_view id : ids) groups[id].push_back(&hit);
}

// The first version after `version` that `hit` calls fixed; `version` itself where it is not affected any
// more.
std::string_view leave(const Hit& hit, std::string_view version, const package::VersionScheme& scheme) {
  for (const Range& range : hit.ranges) {
    const auto verdict = evaluate_range(range, version, scheme);
    if (verdict.has_value() && verdict.value().affected && !verdict.value().fixed.empty())
      return verdict.value().fixed;
  }
  return version;
}

}  // namespace

std::vector<VulnerabilityGroup> join_hits(const std::vector<Hit>& hits) {
  Groups groups;
  for (const Hit& hit : hits) {
    for (const std::string_view id : hit.vulnerabilities) groups[id].push_back(&hit);
    if (hit.vulnerabilities.empty()) join_without_cve(hit, hits, groups);
  }
  std::vector<VulnerabilityGroup> joined;
  for (auto& [id, members] : groups) joined.push_back({std::string(id), std::move(members)});
  return joined;
}

std::string fixed_version_of(const VulnerabilityGroup& group, const package::VersionScheme& scheme) {
  std::string_view candidate;
  for (const Hit* hit : group.hits) {
    if (hit->fixed.empty()) continue;
    const auto order = candidate.empty() ? Result<std::weak_ordering>(std::weak_ordering::greater)
                                         : scheme.compare(hit->fixed, candidate);
    if (order.has_value() && order.value() > 0) candidate = hit->fixed;
  }
  // Leaving one range may enter another of the same record; each round goes up, and ranges are finite.
  constexpr int kMaxRounds = 64;
  for (int round = 0; round < kMaxRounds; ++round) {
    const std::string_view before = candidate;
    for (const Hit* hit : group.hits)
      if (!hit->fixed.empty()) candidate = leave(*hit, candidate, scheme);
    if (candidate == before) break;
  }
  return std::string(candidate);
}

}  // namespace lazaret::advisory
