// SPDX-License-Identifier: Apache-2.0
#include "core/package/version.h"

#include <algorithm>
#include <array>

#include "core/base/limits.h"
#include "core/package/version_scheme.h"

namespace lazaret::package {

Result<void> check_version_length(std::string_view scheme, std::string_view version) {
  const auto limit = Limits{}.version_bytes;
  if (version.empty()) return make_error(ErrorCode::InvalidInput, std::string(scheme) + " version is empty");
  if (version.size() > limit)
    return make_error(ErrorCode::LimitExceeded,
                      std::string(scheme) + " version of " + std::to_string(version.size()) +
                          " bytes is longer than the limit of " + std::to_string(limit));
  return {};
}

std::span<const VersionScheme> version_schemes() {
  static const std::array kSchemes{dpkg_scheme(), rpm_scheme(),    apk_scheme(),   semver_scheme(),
                                   npm_scheme(),  pep440_scheme(), maven_scheme(), go_scheme()};
  return kSchemes;
}

const VersionScheme* find_version_scheme(std::string_view name) {
  const auto schemes = version_schemes();
  const auto found =
      std::find_if(schemes.begin(), schemes.end(), [&](const auto& scheme) { return scheme.name == name; });
  return found == schemes.end() ? nullptr : &*found;
}

}  // namespace lazaret::package
