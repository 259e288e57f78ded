// SPDX-License-Identifier: Apache-2.0
#include "core/package/purl_type.h"

#include <algorithm>
#include <array>

#include "core/base/text.h"

namespace lazaret::package {
namespace {

using enum Letters;

// Sorted by name.
constexpr std::array kTypes{
    PurlType{"alpm", "pacman", Lower, Lower},
    PurlType{"apk", "apk", Lower, Lower},
    PurlType{"bitbucket", "", Lower, Lower},
    PurlType{"bitnami", "semver", AsWritten, Lower},
    PurlType{"cargo", "semver", AsWritten, AsWritten},
    PurlType{"composer", "composer", Lower, Lower},
    PurlType{"cran", "cran", AsWritten, AsWritten},
    PurlType{"deb", "dpkg", Lower, Lower},
    PurlType{"docker", "", Lower, Lower},
    PurlType{"gem", "gem", AsWritten, AsWritten},
    PurlType{"generic", "semver", AsWritten, AsWritten},
    PurlType{"github", "", Lower, Lower},
    PurlType{"golang", "go", Lower, Lower},
    PurlType{"hackage", "hackage", AsWritten, AsWritten},
    PurlType{"hex", "hex", Lower, Lower},
    PurlType{"julia", "semver", AsWritten, AsWritten},
    PurlType{"maven", "maven", AsWritten, AsWritten},
    PurlType{"npm", "npm", AsWritten, AsWritten},  // old packages have capitals, which tell them apart
    PurlType{"nuget", "nuget", AsWritten, AsWritten},
    PurlType{"oci", "", Lower, Lower},
    PurlType{"opam", "", AsWritten, AsWritten},
    PurlType{"pub", "pub", AsWritten, Lower},
    PurlType{"pypi", "pep440", Lower, LowerDashed},
    PurlType{"qpkg", "", Lower, Lower},
    PurlType{"rpm", "rpm", Lower, AsWritten},  // the vendor alone
    PurlType{"swift", "semver", AsWritten, AsWritten},
};

std::string in_letters(Letters letters, std::string_view text) {
  if (letters == AsWritten) return std::string(text);
  std::string out = to_lower_ascii(text);
  if (letters == LowerDashed) std::ranges::replace(out, '_', '-');
  return out;
}

}  // namespace

const PurlType* find_purl_type(std::string_view type) {
  const auto* found = std::ranges::lower_bound(kTypes, type, {}, &PurlType::name);
  return found == kTypes.end() || found->name != type ? nullptr : found;
}

std::string_view scheme_of_purl_type(std::string_view type) {
  const PurlType* row = find_purl_type(type);
  return row == nullptr ? std::string_view() : row->scheme;
}

std::string normal_purl_space(std::string_view type, std::string_view space) {
  const PurlType* row = find_purl_type(type);
  return row == nullptr ? std::string(space) : in_letters(row->space, space);
}

std::string normal_purl_name(std::string_view type, std::string_view name) {
  const PurlType* row = find_purl_type(type);
  return row == nullptr ? std::string(name) : in_letters(row->name_letters, name);
}

}  // namespace lazaret::package
