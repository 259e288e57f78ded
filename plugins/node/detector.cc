// SPDX-License-Identifier: Apache-2.0
// The detector "node": installed packages of npm, yarn and pnpm, and the directories that they own.
// Loaded by the worker. Trusts nothing: every text comes from the image.
#include <lazaret/plugin.hpp>

#include "plugins/node/package_json.h"

namespace lazaret::node {
namespace {

class Detector {
 public:
  void scan(plugin::Context& context) {
    for (const auto& file : context.files(0))
      if (is_installed_manifest(file.path())) report(context, file);
  }

 private:
  static void report(plugin::Context& context, const plugin::File& file) {
    const auto content = file.map();
    if (!content)
      return context.gap("unread_file", file.path(), "its content was not kept: a package is missing");
    const auto package = parse_package_json(*content);
    if (!package) return context.gap("unparsable_file", file.path(), package.error().message);
    if (!*package) return;
    plugin::Package record;
    record.type = "npm";
    record.name = (*package)->name;
    record.version = (*package)->version;
    record.license = (*package)->license;
    record.path = file.path();
    if (context.package(record)) context.owns(file.path().substr(0, file.path().rfind('/') + 1));
  }
};

}  // namespace
}  // namespace lazaret::node

LAZARET_PLUGIN(lazaret::node::Detector, "node", "0.1.0", R"(
  "name": "Node.js packages",
  "license": "Apache-2.0",
  "description": "Packages installed below node_modules",
  "emits": ["package", "owns", "gap"],
  "ecosystems": ["npm"],
  "files": [{"paths": ["**/node_modules/*/package.json", "**/node_modules/@*/*/package.json"], "max_bytes": 8388608}],
  "needs": {"memory_mib": 512, "seconds": 120}
)")
