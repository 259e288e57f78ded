// SPDX-License-Identifier: Apache-2.0
// The build information that the Go linker writes into every program since Go 1.18: toolchain, modules,
// settings. Called by the detector with the bytes of section .go.buildinfo; they are hostile. Source: Go,
// debug/buildinfo (layout of the section) and runtime/debug.ParseBuildInfo (text of the modules).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace lazaret::go {

struct Module {
  std::string path;
  std::string version;  // empty: not known
  std::string
      replaces;  // the path that the program imports, where a replace directive put this module in its place
  std::string replaced_by;  // the directory that a replace directive put in this module's place
};

struct BuildInfo {
  std::string toolchain;  // "1.21.5": without "go"
  Module main;            // path empty: built without modules
  std::vector<Module> dependencies;
};

// Unsupported: the format of Go 1.17 and before, which points into the data of the program.
Result<BuildInfo> parse_build_info(std::span<const std::byte> section);

// vcs.time "2024-05-01T10:20:30Z" and vcs.revision -> "v0.0.0-20240501102030-0123456789ab"; empty when either
// is missing.
std::string pseudo_version(std::string_view time, std::string_view revision);

}  // namespace lazaret::go
