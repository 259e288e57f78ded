// SPDX-License-Identifier: Apache-2.0
// One advisory record that speaks of one installed package and says that it is affected.
// Made by the matcher's evaluation, read by joining and by the making of findings. Views belong to the
// generation.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/advisory/generation_state.h"
#include "core/package/version.h"

namespace lazaret::advisory {

struct Hit {
  std::string_view id;  // of the record
  layout::Record record{};
  std::vector<std::string_view> vulnerabilities;  // its CVEs
  std::vector<std::string_view> aliases;
  std::vector<Range> ranges;  // of the entry that matched, to look for a version that leaves them
  std::string_view fixed;     // the first fix after the installed version; may be empty
  bool has_last_affected = false;
  std::string_view status;
  std::string_view ecosystem;
};

// Several records for one vulnerability.
struct VulnerabilityGroup {
  std::string id;
  std::vector<const Hit*> hits;
};

// One group a vulnerability, sorted by id. A record that lists CVEs stands in the group of each of them. One
// that lists none joins the records that share an id with it, and their CVEs; a group without any CVE is
// named by the first of its records' ids.
std::vector<VulnerabilityGroup> join_hits(const std::vector<Hit>& hits);

// The smallest version that leaves the ranges of all hits that name a fix; empty where none does.
std::string fixed_version_of(const VulnerabilityGroup& group, const package::VersionScheme& scheme);

}  // namespace lazaret::advisory
