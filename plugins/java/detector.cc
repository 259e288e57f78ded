// SPDX-License-Identifier: Apache-2.0
// The detector "java": packages in jar, war, ear and their likes, nested ones too.
// Loaded by the worker. Trusts nothing: every byte comes from the image.
#include <lazaret/plugin.hpp>

#include "core/base/fd.h"
#include "plugins/java/identity.h"

namespace lazaret::java {
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
    const Found found{
        [&](const Package& package) { report_package(context, file.path(), package); },
        [&](std::string_view kind, const std::string& reason) { context.gap(kind, file.path(), reason); }};
    find_packages(as_byte_span(*content), file.path().substr(file.path().rfind('/') + 1), Limits(), found);
  }

  static void report_package(plugin::Context& context, std::string_view path, const Package& package) {
    const std::string name =
        package.group.empty() ? package.artifact : package.group + ":" + package.artifact;
    plugin::Package record;
    record.type = "maven";
    record.name = name;
    record.version = package.version;
    record.path = path;
    if (!package.inside.empty()) record.properties.emplace_back("inside", package.inside);
    if (package.group.empty()) record.properties.emplace_back("group_unknown", "true");
    context.package(record);
    context.check_stop();
  }
};

}  // namespace
}  // namespace lazaret::java

LAZARET_PLUGIN(lazaret::java::Detector, "java", "0.1.0", R"(
  "name": "Java packages",
  "license": "Apache-2.0",
  "description": "Packages in jar, war and ear archives, by pom.properties, manifest or file name",
  "emits": ["package", "gap"],
  "ecosystems": ["maven"],
  "files": [{"paths": ["**/*.jar", "**/*.war", "**/*.ear", "**/*.par", "**/*.sar", "**/*.jpi", "**/*.hpi", "**/*.lpkg", "**/*.kar"],
             "max_bytes": 1073741824}],
  "needs": {"memory_mib": 2048, "seconds": 300}
)")
