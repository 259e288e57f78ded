// SPDX-License-Identifier: Apache-2.0
#include "rules/version_order.h"

#include "core/package/purl_type.h"
#include "core/package/version.h"

namespace lazaret::rules {
namespace {

// A range may also name a scheme that no type has: vers:semver/….
const package::VersionScheme* scheme_of(std::string_view package_type) {
  const auto* type = package::find_purl_type(package_type);
  return package::find_version_scheme(type == nullptr ? package_type : type->scheme);
}

}  // namespace

VersionOrder package_version_order() {
  return
      [](std::string_view type, std::string_view a, std::string_view b) -> std::optional<std::weak_ordering> {
        const auto* scheme = scheme_of(type);
        if (scheme == nullptr) return std::nullopt;
        const auto order = scheme->compare(a, b);
        return order ? std::optional(*order) : std::nullopt;
      };
}

}  // namespace lazaret::rules
