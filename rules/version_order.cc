// SPDX-License-Identifier: Apache-2.0
#include "rules/version_order.h"

#include <array>
#include <utility>

#include "core/package/version.h"

namespace lazaret::rules {
namespace {

// purl type -> scheme of core/package/version.cc. A type that is not here is its own scheme's name.
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kSchemes{{{"cargo", "semver"},
                                                                                 {"deb", "dpkg"},
                                                                                 {"generic", "semver"},
                                                                                 {"golang", "go"},
                                                                                 {"pypi", "pep440"},
                                                                                 {"swift", "semver"}}};

const package::VersionScheme* scheme_of(std::string_view package_type) {
  for (const auto& [type, scheme] : kSchemes)
    if (type == package_type) return package::find_version_scheme(scheme);
  return package::find_version_scheme(package_type);
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
