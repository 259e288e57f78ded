// SPDX-License-Identifier: Apache-2.0
// What detectors find: packages, the operating system, owned paths, gaps. Passive values.
// Made by the wire decoder (sandbox/wire.h) from what a jailed detector said, so every text here is hostile:
// checked for length, UTF-8 and control characters, but never for truth. Used by matcher, reports and store.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace lazaret {

struct Location {
  std::string path;   // bytes, relative to the root, no leading slash
  std::string layer;  // digest of the layer blob; empty where the source has no layers
  auto operator<=>(const Location&) const = default;
};

struct SourcePackage {
  std::string name;
  std::string version;
  auto operator<=>(const SourcePackage&) const = default;
};

struct Package {
  std::string type;  // purl type: deb apk rpm npm pypi maven golang
  std::string name;
  std::string version;  // [epoch:]version[-release], as installed
  std::string purl;     // made by core/package/purl.h once the operating system is known
  std::string arch;
  SourcePackage
      source;  // filled for distributions' packages: equal to name/version where the database says no other
  std::vector<Location> locations;
  std::vector<std::string> licenses;
  std::string plugin;
  std::map<std::string, std::string> properties;  // "modularity", "origin" …
};

struct OsRelease {
  std::string id;
  std::string version_id;
  std::string codename;
  std::string pretty_name;
  std::string id_like;
};

// Something Lazaret did not look at or did not understand. Any gap makes coverage incomplete.
struct Gap {
  std::string kind;     // snake_case, listed in docs/reference/coverage.md
  std::string subject;  // path, package, ecosystem …
  std::string reason;   // one sentence for people
  std::string plugin;   // empty: Lazaret itself
  auto operator<=>(const Gap&) const = default;
};

// Everything one detector said about one image.
struct Detection {
  std::vector<Package> packages;
  std::optional<OsRelease> os;
  std::vector<std::string> owned_paths;
  std::vector<Gap> gaps;
};

}  // namespace lazaret
