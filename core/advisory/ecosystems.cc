// SPDX-License-Identifier: Apache-2.0
#include "core/advisory/ecosystems.h"

#include <algorithm>
#include <array>

#include "core/base/text.h"

namespace lazaret::advisory {
namespace {

using enum Subject;
using enum Epochs;

constexpr std::array kEcosystems{
    // The trackers of Debian and Ubuntu and the secdbs of Alpine and Wolfi name source packages (apk:
    // origins).
    Ecosystem{"Debian", "deb", Source, Encoded},
    Ecosystem{"Ubuntu", "deb", Source, Encoded},
    Ecosystem{"Alpine", "apk", Source, Encoded},
    Ecosystem{"Wolfi", "apk", Source, Encoded},
    Ecosystem{"Chainguard", "apk", Source, Encoded},
    // Errata that list binary packages. AlmaLinux writes an epoch where it is not 0, Red Hat always.
    Ecosystem{"AlmaLinux", "rpm", Binary, Encoded},
    Ecosystem{"Red Hat", "rpm", Binary, Encoded},
    // Rocky names the source package (python-PyMySQL, never python3-PyMySQL), as do Azure Linux' definitions
    // (openssl,
    // never openssl-libs); both write the epoch always.
    Ecosystem{"Rocky Linux", "rpm", Source, Encoded},
    Ecosystem{"Azure Linux", "rpm", Source, Encoded},
    // The package is a source package, but ecosystem_specific.binaries lists the binary ones with versions of
    // their own;
    // those are what is imported. No version has an epoch.
    Ecosystem{"SUSE", "rpm", Binary, Absent},
    Ecosystem{"openSUSE", "rpm", Binary, Absent},
    // Languages.
    Ecosystem{"npm", "npm", Name, Encoded},
    Ecosystem{"PyPI", "pypi", Name, Encoded},
    Ecosystem{"Maven", "maven", Name, Encoded},
    Ecosystem{"Go", "golang", Name, Encoded},
    Ecosystem{"crates.io", "cargo", Name, Encoded},
    Ecosystem{"RubyGems", "gem", Name, Encoded},
    Ecosystem{"NuGet", "nuget", Name, Encoded},
    Ecosystem{"Packagist", "composer", Name, Encoded},
    Ecosystem{"Hex", "hex", Name, Encoded},
    Ecosystem{"Pub", "pub", Name, Encoded},
    Ecosystem{"CRAN", "cran", Name, Encoded},
    Ecosystem{"Hackage", "hackage", Name, Encoded},
    Ecosystem{"SwiftURL", "swift", Name, Encoded},
    Ecosystem{"Julia", "julia", Name, Encoded},
    Ecosystem{"Bitnami", "bitnami", Name, Encoded},
    Ecosystem{"opam", "opam", Name, Encoded},
    Ecosystem{"GHC", "", Name, Encoded},
};

// PEP 503: runs of "-", "_" and "." are one "-", in lower case.
std::string pep503_name(std::string_view name) {
  std::string out;
  for (const char c : to_lower_ascii(name)) {
    const bool is_separator = c == '-' || c == '_' || c == '.';
    if (is_separator && !out.empty() && out.back() == '-') continue;
    out += is_separator ? '-' : c;
  }
  return out;
}

}  // namespace

std::string_view family_of(std::string_view ecosystem) { return ecosystem.substr(0, ecosystem.find(':')); }

const Ecosystem* find_ecosystem(std::string_view ecosystem) {
  const auto* found = std::ranges::find(kEcosystems, family_of(ecosystem), &Ecosystem::family);
  return found == kEcosystems.end() ? nullptr : found;
}

const Ecosystem* language_ecosystem(std::string_view package_type) {
  if (package_type.empty()) return nullptr;
  const auto* found = std::ranges::find_if(kEcosystems, [&](const Ecosystem& row) {
    return row.subject == Name && row.package_type == package_type;
  });
  return found == kEcosystems.end() ? nullptr : found;
}

std::string normalized_name(std::string_view family, std::string_view name) {
  if (family == "PyPI") return pep503_name(name);
  if (family == "NuGet" || family == "Packagist") return to_lower_ascii(name);
  return std::string(name);
}

bool is_module_build(std::string_view version) {
  return version.find(".module+") != std::string_view::npos ||
         version.find(".module_") != std::string_view::npos;
}

std::vector<std::string> module_streams(std::string_view title) {
  std::vector<std::string> streams;
  for (const std::string_view word : split(title, ' ')) {
    const std::size_t colon = word.find(':');
    if (colon == std::string_view::npos || colon == 0 || colon + 1 == word.size()) continue;
    const std::size_t end = word.back() == ',' ? word.size() - 1 : word.size();
    streams.emplace_back(word.substr(0, end));
  }
  return streams;
}

}  // namespace lazaret::advisory
