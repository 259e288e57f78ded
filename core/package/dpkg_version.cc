// SPDX-License-Identifier: Apache-2.0
// dpkg's ordering: [epoch:]upstream[-revision]. Called through the table of version.cc; trusts nothing of the
// text. Source: Debian Policy 5.6.12, deb-version(7). Stricter than dpkg in nothing but surrounding space;
// unlike dpkg an epoch may have any number of digits. A version that begins with a letter is ordered, as dpkg
// does with a warning.
#include "core/package/version_scheme.h"
#include "core/package/version_text.h"

namespace lazaret::package {
namespace {

constexpr std::string_view kName = "dpkg";

struct DpkgVersion {
  std::string_view epoch;
  std::string_view upstream;
  std::string_view revision;
};

bool is_upstream_character(char c) {
  return is_alphanumeric(c) || std::string_view(".-+~:").find(c) != std::string_view::npos;
}
bool is_revision_character(char c) {
  return is_alphanumeric(c) || std::string_view(".+~").find(c) != std::string_view::npos;
}

Result<DpkgVersion> parse(std::string_view scheme, std::string_view text) {
  DpkgVersion version;
  version.upstream = text;
  if (const auto colon = text.find(':'); colon != std::string_view::npos) {
    version.epoch = text.substr(0, colon);
    version.upstream = text.substr(colon + 1);
    if (!is_number(version.epoch))
      return unparsable(scheme, text, "the epoch before the colon is not a number");
  }
  if (const auto dash = version.upstream.rfind('-'); dash != std::string_view::npos) {
    version.revision = version.upstream.substr(dash + 1);
    version.upstream = version.upstream.substr(0, dash);
    if (version.revision.empty()) return unparsable(scheme, text, "nothing follows the last hyphen");
  }
  if (version.upstream.empty()) return unparsable(scheme, text, "the upstream version is empty");
  if (!all_of(version.upstream, is_upstream_character) || !all_of(version.revision, is_revision_character))
    return unparsable(scheme, text, "a character is none of A-Z a-z 0-9 . + - ~ :");
  return version;
}

// The tilde sorts before the end, the end and digits before letters, letters before all else.
int weight(char c) {
  if (c == '~') return -1;
  if (c == '\0' || is_digit(c)) return 0;
  return is_letter(c) ? c : c + 256;
}

std::weak_ordering compare_part(std::string_view a, std::string_view b) {
  Cursor left(a), right(b);
  while (!left.at_end() || !right.at_end()) {
    while (weight(left.peek()) != 0 || weight(right.peek()) != 0) {
      if (const auto order = weight(left.peek()) <=> weight(right.peek()); order != 0) return order;
      left.take_bytes(1);
      right.take_bytes(1);
    }
    if (const auto order = compare_numbers(left.take_while(is_digit), right.take_while(is_digit)); order != 0)
      return order;
  }
  return std::weak_ordering::equivalent;
}

std::weak_ordering compare(const DpkgVersion& a, const DpkgVersion& b) {
  if (const auto order = compare_numbers(a.epoch, b.epoch); order != 0) return order;
  if (const auto order = compare_part(a.upstream, b.upstream); order != 0) return order;
  return compare_part(a.revision, b.revision);
}

}  // namespace

VersionScheme dpkg_scheme() { return SchemeOf<kName, parse, compare>::value(); }

}  // namespace lazaret::package
