// SPDX-License-Identifier: Apache-2.0
// How one file makes a scheme out of `parse` and `compare`, and the list of those files.
// Called by version.cc and core/package/*_version.cc. A parser may keep views into the text: both live for
// one call. A new scheme is one file and one line here and in the table of version.cc.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/package/version.h"

namespace lazaret::package {

// Error where the text is empty or longer than Limits::version_bytes.
Result<void> check_version_length(std::string_view scheme, std::string_view version);

// `parse`: Result<V>(std::string_view scheme, std::string_view text); `compare`: std::weak_ordering(const V&,
// const V&). `name` points at an object with static storage, so that it can be a template argument.
template <const std::string_view& name, auto parse, auto compare>
struct SchemeOf {
  static Result<void> check(std::string_view version) {
    TRY(check_version_length(name, version));
    TRY(parse(name, version));
    return {};
  }
  static Result<std::weak_ordering> order(std::string_view a, std::string_view b) {
    TRY(check_version_length(name, a));
    TRY(check_version_length(name, b));
    const auto left = TRY(parse(name, a));
    const auto right = TRY(parse(name, b));
    return std::weak_ordering(compare(left, right));
  }
  static constexpr VersionScheme value() { return {name, &order, &check}; }
};

VersionScheme dpkg_scheme();
VersionScheme rpm_scheme();
VersionScheme apk_scheme();
VersionScheme semver_scheme();
VersionScheme npm_scheme();
VersionScheme pep440_scheme();
VersionScheme maven_scheme();
VersionScheme go_scheme();

}  // namespace lazaret::package
