// SPDX-License-Identifier: Apache-2.0
// "<1.2 || >=2.0 <2.3.1", or vers:deb/>=1.2|<1.4.7, and whether a version lies in it.
// Called by the loader and by evaluation. Versions come from images; how they are ordered is handed in, so
// that this room needs no scheme of its own. Source of vers: package-url/vers-spec.
#pragma once

#include <compare>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "rules/value.h"

namespace lazaret::rules {

// The order of two versions in the scheme of a purl type ("deb", "npm"); nothing where the type has no scheme
// or a version does not parse. rules/version_order.h has the one that core/package knows.
using VersionOrder = std::function<std::optional<std::weak_ordering>(std::string_view package_type,
                                                                     std::string_view a, std::string_view b)>;

struct VersionBound {
  enum class Kind : std::uint8_t { Eq, Ne, Lt, Lte, Gt, Gte };
  Kind kind = Kind::Eq;
  std::string version;
  bool operator==(const VersionBound&) const = default;
};

struct VersionRange {
  std::string type;  // of vers:TYPE/; empty: the package's own
  std::vector<std::vector<VersionBound>>
      any_of;  // each: all of its bounds; an empty one holds for every version
  bool operator==(const VersionRange&) const = default;
};

Result<VersionRange> parse_version_range(std::string_view text);
// Unknown where the order is; a bound that cannot hold still makes its alternative false.
Truth in_range(const VersionRange& range, std::string_view package_type, std::string_view version,
               const VersionOrder& order);

}  // namespace lazaret::rules
