// SPDX-License-Identifier: Apache-2.0
// Which package.json files are the manifest of an installed package, and what they say.
// Called by the detector; paths and texts are hostile.
// Source: docs.npmjs.com, "package.json" and "folders"; pnpm.io, "Symlinked node_modules structure".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace lazaret::node {

// NAME/package.json or @SCOPE/NAME/package.json directly below a node_modules; that itself directly below
// another installed package, a store's directory (node_modules/.pnpm/X), or no package at all: what lies
// deeper in a package (test/fixtures/node_modules/...) is its data.
bool is_installed_manifest(std::string_view path);

struct Package {
  std::string name;
  std::string version;
  std::string license;  // an expression, or names joined by " AND "; empty when there is none
};

// Nothing where name or version is missing ({"type": "module"}); an error where the text is not JSON.
Result<std::optional<Package>> parse_package_json(std::string_view text);

}  // namespace lazaret::node
