// SPDX-License-Identifier: Apache-2.0
// What each advisory feed's package names and versions mean: one row an ecosystem, with the reason beside it.
// Called by the importer and the matcher. Constant tables; ecosystem names from feeds are looked up, never
// trusted. Source: OSV schema "Defined ecosystems", and the feeds' own records
// (docs/explanation/matching.md).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lazaret::advisory {

// Which name and version of an installed package an advisory speaks of. Never mixed.
enum class Subject : std::uint8_t { Source, Binary, Name };

enum class Epochs : std::uint8_t {
  Encoded,  // in the feed a version without an epoch has epoch 0
  Absent,   // the feed leaves epochs out: they are ignored on both sides
};

struct Ecosystem {
  std::string_view family;  // before the first colon: "Debian"
  // purl type, by which core/package/purl_type.h orders versions; empty: nothing in an image maps here
  std::string_view package_type;
  Subject subject;
  Epochs epochs;
};

// "Debian:12" -> the row of "Debian"; null when unknown.
const Ecosystem* find_ecosystem(std::string_view ecosystem);
// For packages of programming languages: "npm" -> the row of npm; null for distributions' types.
const Ecosystem* language_ecosystem(std::string_view package_type);
std::string_view family_of(std::string_view ecosystem);
// As the index spells it: PyPI by PEP 503, NuGet and Packagist in lower case, else unchanged.
std::string normalized_name(std::string_view family, std::string_view name);

// True of a version from a modular build (Red Hat's and its kin's): ".module+el8" or ".module_el8" in its
// release.
bool is_module_build(std::string_view version);
// "Important: nodejs:18 security update" -> {"nodejs:18"}: the module streams that an erratum's title names.
std::vector<std::string> module_streams(std::string_view title);

}  // namespace lazaret::advisory
