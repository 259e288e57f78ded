// SPDX-License-Identifier: Apache-2.0
// Installed packages, and the files that they own, of apk's database "installed".
// Called by the detector; the text is hostile: an entry that makes no sense is named and left out, the rest
// is kept. Source: apk-package(5) and the index fields of apk-tools: one letter, a colon, a value; an empty
// line ends an entry.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace lazaret::apk {

// The views are into the text that was parsed.
struct Package {
  std::string_view name;          // P
  std::string_view version;       // V
  std::string_view architecture;  // A
  std::string_view origin;        // o: the source package; its version is the same
  std::string_view license;       // L
};

struct Problem {
  std::string_view package;
  const char* reason;
  std::size_t line;  // where the entry begins, from 1
};

struct Installed {
  std::vector<Package> packages;
  std::vector<Problem> problems;
};

// `use_file` gets each path that a package owns, relative to the root.
Installed parse_installed(std::string_view text, const std::function<void(std::string_view path)>& use_file);

}  // namespace lazaret::apk
