// SPDX-License-Identifier: Apache-2.0
// Version orderings by scheme; one file a scheme, one table in version.cc.
// Called by the matcher, `lazaret compare` and the advisory importer. Versions are hostile text: an
// unparsable one is an error (a coverage gap at the matcher), never "equal" or "less".
#pragma once

#include <compare>
#include <span>
#include <string_view>

#include "core/base/result.h"

namespace lazaret::package {

// What `check` accepts is equal to itself. Two such versions have an order, except where apk reads both only
// in part and they agree as far as that goes: then `compare` is an error, and so it is with the sides
// swapped.
struct VersionScheme {
  std::string_view name;  // "dpkg"
  Result<std::weak_ordering> (*compare)(std::string_view a, std::string_view b);
  Result<void> (*check)(std::string_view version);  // parsable?
};

std::span<const VersionScheme> version_schemes();
const VersionScheme* find_version_scheme(std::string_view name);

}  // namespace lazaret::package
