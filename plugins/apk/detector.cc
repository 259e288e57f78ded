// SPDX-License-Identifier: Apache-2.0
// The detector "apk": packages of Alpine, Wolfi and their relatives, and the files that they own.
// Loaded by the worker. Trusts nothing: every text comes from the image.
#include <lazaret/plugin.hpp>

#include "plugins/apk/installed.h"

namespace lazaret::apk {
namespace {

class Detector {
 public:
  void scan(plugin::Context& context) {
    for (const auto& file : context.files(0)) report(context, file);
  }

 private:
  static void report(plugin::Context& context, const plugin::File& file) {
    const auto content = file.map();
    if (!content)
      return context.gap("unread_file", file.path(), "its content was not kept: packages are missing");
    const Installed installed = parse_installed(*content, [&](std::string_view path) { context.owns(path); });
    for (const auto& package : installed.packages)
      context.package({"apk",
                       package.name,
                       package.version,
                       package.architecture,
                       package.origin.empty() ? package.name : package.origin,
                       package.version,
                       package.license,
                       file.path(),
                       {}});
    for (const auto& problem : installed.problems)
      context.gap("unparsable_file", file.path(),
                  "line " + std::to_string(problem.line) + ": package \"" + std::string(problem.package) +
                      "\": " + problem.reason);
  }
};

}  // namespace
}  // namespace lazaret::apk

LAZARET_PLUGIN(lazaret::apk::Detector, "apk", "0.1.0", R"(
  "name": "Alpine packages",
  "license": "Apache-2.0",
  "description": "Installed packages of apk's database, at its old and its new place",
  "emits": ["package", "owns", "gap"],
  "ecosystems": ["apk"],
  "files": [{"paths": ["lib/apk/db/installed", "usr/lib/apk/db/installed", "var/lib/apk/db/installed"],
             "max_bytes": 134217728}],
  "needs": {"memory_mib": 512, "seconds": 60}
)")
