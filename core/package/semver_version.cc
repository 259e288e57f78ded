// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/base/text.h"
#include "core/package/semantic_version.h"
#include "core/package/version_scheme.h"
#include "core/package/version_text.h"

namespace lazaret::package {
namespace {

constexpr std::string_view kSemver = "semver";
constexpr std::string_view kNpm = "npm";

bool is_identifier_character(char c) { return is_alphanumeric(c) || c == '-'; }

bool read_identifiers(Cursor& cursor, std::vector<std::string_view>& identifiers) {
  do {
    identifiers.push_back(cursor.take_while(is_identifier_character));
    if (identifiers.back().empty()) return false;
  } while (cursor.take("."));
  return true;
}

// Numbers by value and before words; words by their bytes.
std::weak_ordering compare_identifier(std::string_view a, std::string_view b) {
  const bool number = is_number(a);
  if (number != is_number(b)) return number ? std::weak_ordering::less : std::weak_ordering::greater;
  if (number) return compare_numbers(a, b);
  return a <=> b;
}

}  // namespace

Result<SemanticVersion> parse_semantic_version(std::string_view scheme, std::string_view text) {
  SemanticVersion version;
  Cursor cursor(text);
  cursor.take_while([](char c) { return c == 'v' || c == '='; });
  for (std::size_t i = 0; i < version.numbers.size() && (i == 0 || cursor.take(".")); ++i) {
    version.numbers[i] = cursor.take_while(is_digit);
    if (version.numbers[i].empty())
      return unparsable(scheme, text, "a number of major.minor.patch is missing");
  }
  if (cursor.take("-") || is_letter(cursor.peek()))
    if (!read_identifiers(cursor, version.prerelease))
      return unparsable(scheme, text, "a pre-release identifier is empty");
  if (std::vector<std::string_view> build; cursor.take("+") && !read_identifiers(cursor, build))
    return unparsable(scheme, text, "a build identifier is empty");
  if (!cursor.at_end())
    return unparsable(scheme, text, "it does not follow major.minor.patch[-pre.release][+build]");
  return version;
}

std::weak_ordering compare_semantic_versions(const SemanticVersion& a, const SemanticVersion& b) {
  for (std::size_t i = 0; i < a.numbers.size(); ++i)
    if (const auto order = compare_numbers(a.numbers[i], b.numbers[i]); order != 0) return order;
  if (a.prerelease.empty() || b.prerelease.empty()) return a.prerelease.empty() <=> b.prerelease.empty();
  for (std::size_t i = 0; i < std::min(a.prerelease.size(), b.prerelease.size()); ++i)
    if (const auto order = compare_identifier(a.prerelease[i], b.prerelease[i]); order != 0) return order;
  return a.prerelease.size() <=> b.prerelease.size();
}

VersionScheme semver_scheme() {
  return SchemeOf<kSemver, parse_semantic_version, compare_semantic_versions>::value();
}
VersionScheme npm_scheme() {
  return SchemeOf<kNpm, parse_semantic_version, compare_semantic_versions>::value();
}

}  // namespace lazaret::package
