// SPDX-License-Identifier: Apache-2.0
// From an os-release to the ecosystems whose advisories concern it: one row a distribution.
// Called by the matcher once an image. The os-release is hostile text and only compared. What is not known,
// or has no feed, is a gap and never an empty answer without one.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/advisory/generation_state.h"
#include "core/model/package.h"

namespace lazaret::advisory {

struct DistroFeeds {
  std::string_view family;                   // "Debian"; empty where the distribution is not known
  std::vector<std::string_view> ecosystems;  // "Debian:12"; owned by the generation
  std::optional<Gap> gap;                    // set when `ecosystems` is empty
};

// `os` may be null.
DistroFeeds find_distro_feeds(const OsRelease* os, const std::vector<FeedCoverage>& coverage);

}  // namespace lazaret::advisory
