// SPDX-License-Identifier: Apache-2.0
// What the type of a package URL decides: how versions are ordered, and in which letters names are written.
// One row a type in purl_type.cc. Called by whoever writes, reads or compares package URLs and by the
// matcher. Types and names come from images and rules: unknown ones are left as they are. Source:
// package-url/purl-spec, "Package URL type definitions".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace lazaret::package {

enum class Letters : std::uint8_t {
  AsWritten,
  Lower,
  LowerDashed,  // lower case, and "_" is "-"
};

struct PurlType {
  std::string_view name;
  std::string_view scheme;  // of find_version_scheme, which may not have it yet; empty: no ordering is known
  Letters space;            // the namespace
  Letters name_letters;
};

// `type` in lower case; null when unknown.
const PurlType* find_purl_type(std::string_view type);
// The scheme's name, empty where there is none.
std::string_view scheme_of_purl_type(std::string_view type);

// Two spellings of one package become one text.
std::string normal_purl_space(std::string_view type, std::string_view space);
std::string normal_purl_name(std::string_view type, std::string_view name);

}  // namespace lazaret::package
