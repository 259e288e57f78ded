// SPDX-License-Identifier: Apache-2.0
// Installed packages of dpkg's status file, and of the single stanzas that distroless images keep in
// status.d. Called by the detector; the text is hostile: a stanza that makes no sense is named and left out,
// the rest is kept. Source: dpkg-query(1), deb822(5), deb-control(5); Debian policy 5.6.1 (Source) and 5.6.12
// (Version).
#pragma once

#include <string_view>
#include <vector>

namespace lazaret::dpkg {

// The views are into the text that was parsed.
struct Package {
  std::string_view name;
  std::string_view version;
  std::string_view architecture;
  std::string_view source_name;     // equal to the package's own where the stanza names no other
  std::string_view source_version;  // without the "+b1" of a binary-only rebuild, as the Source field has it
};

struct Problem {
  std::string_view package;  // empty when even the name is missing
  const char* reason;
  std::size_t line;  // where the stanza begins, from 1
};

struct Status {
  std::vector<Package> packages;
  std::vector<Problem> problems;
};

// On disk counts: also unpacked, half-configured and triggers-*. Not: not-installed, config-files.
// A stanza without a Status field (status.d) is of an installed package.
Status parse_status(std::string_view text);

}  // namespace lazaret::dpkg
