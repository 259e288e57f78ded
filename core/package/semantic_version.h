// SPDX-License-Identifier: Apache-2.0
// Semantic versions, read as leniently as the registries that hold them. Called by the schemes semver, npm
// and go. Source: semver.org 2.0.0, and the "loose" rules of npm's own parser. Views into the text that was
// parsed.
#pragma once

#include <array>
#include <compare>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace lazaret::package {

struct SemanticVersion {
  std::array<std::string_view, 3> numbers;   // empty: missing, and equal to zero
  std::vector<std::string_view> prerelease;  // empty: a release
};

// Tolerated: leading `v` or `=`, missing minor and patch, leading zeros, a pre-release without hyphen
// ("1.0.0beta"). Build metadata is checked and dropped.
Result<SemanticVersion> parse_semantic_version(std::string_view scheme, std::string_view text);
std::weak_ordering compare_semantic_versions(const SemanticVersion& a, const SemanticVersion& b);

}  // namespace lazaret::package
