// SPDX-License-Identifier: Apache-2.0
// Go's ordering: module versions (semantic, pseudo-versions, +incompatible) and toolchain tags ("go1.21rc2",
// "1.21.3"). Called through the table of version.cc; trusts nothing of the text. Source: go.dev/ref/mod
// "Versions", and go.dev/doc/toolchain. A tag's "rc2" is "-rc.2" in the advisories of Go, and here: rc10
// follows rc2.
#include "core/package/semantic_version.h"
#include "core/package/version_scheme.h"
#include "core/package/version_text.h"

namespace lazaret::package {
namespace {

constexpr std::string_view kName = "go";

// "rc2" to "rc", "2" where it follows the numbers without a hyphen.
void split_toolchain_suffix(SemanticVersion& version) {
  Cursor cursor(version.prerelease.front());
  const auto word = cursor.take_while(is_lower);
  if ((word != "alpha" && word != "beta" && word != "rc") || !is_number(cursor.rest())) return;
  version.prerelease = {word, cursor.rest()};
}

Result<SemanticVersion> parse(std::string_view scheme, std::string_view text) {
  Cursor cursor(text);
  cursor.take("go");
  if (cursor.peek() != 'v' && !is_digit(cursor.peek()))
    return unparsable(scheme, text, "it begins with neither v nor a digit");
  auto version = TRY(parse_semantic_version(scheme, cursor.rest()));
  if (version.prerelease.size() == 1 && text.find('-') == std::string_view::npos)
    split_toolchain_suffix(version);
  return version;
}

}  // namespace

VersionScheme go_scheme() { return SchemeOf<kName, parse, compare_semantic_versions>::value(); }

}  // namespace lazaret::package
