// SPDX-License-Identifier: Apache-2.0
// The detector "dpkg": packages of Debian, Ubuntu and their relatives, and the files that they own.
// Loaded by the worker. Trusts nothing: every text comes from the image.
#include <lazaret/plugin.hpp>

#include "plugins/dpkg/file_list.h"
#include "plugins/dpkg/status.h"

namespace lazaret::dpkg {
namespace {

enum Ask : std::uint32_t { kStatus, kStatusDirectory, kFileLists };

class Detector {
 public:
  void scan(plugin::Context& context) {
    for (const auto& file : context.files(kStatus)) report_status(context, file);
    for (const auto& file : context.files(kStatusDirectory)) {
      if (file.path().size() > kSums.size() && file.path().substr(file.path().size() - kSums.size()) == kSums)
        report_files(context, file, for_each_summed);
      else
        report_status(context, file);
    }
    for (const auto& file : context.files(kFileLists)) report_files(context, file, for_each_listed);
  }

 private:
  static constexpr std::string_view kSums = ".md5sums";

  static void report_status(plugin::Context& context, const plugin::File& file) {
    const auto content = file.map();
    if (!content)
      return context.gap("unread_file", file.path(), "its content was not kept: packages are missing");
    const Status status = parse_status(*content);
    for (const auto& package : status.packages)
      context.package({"deb",
                       package.name,
                       package.version,
                       package.architecture,
                       package.source_name,
                       package.source_version,
                       {},
                       file.path(),
                       {}});
    for (const auto& problem : status.problems)
      context.gap("unparsable_file", file.path(),
                  "line " + std::to_string(problem.line) + ": package \"" + std::string(problem.package) +
                      "\": " + problem.reason);
  }

  template <typename ForEach>
  static void report_files(plugin::Context& context, const plugin::File& file, ForEach&& for_each) {
    if (const auto content = file.map())
      for_each(*content, [&](std::string_view path) { context.owns(path); });
  }
};

}  // namespace
}  // namespace lazaret::dpkg

LAZARET_PLUGIN(lazaret::dpkg::Detector, "dpkg", "0.1.0", R"(
  "name": "Debian packages",
  "license": "Apache-2.0",
  "description": "Installed packages of dpkg's database, also as distroless images keep it",
  "emits": ["package", "owns", "gap"],
  "ecosystems": ["deb"],
  "files": [{"paths": ["var/lib/dpkg/status"], "max_bytes": 134217728},
            {"paths": ["var/lib/dpkg/status.d/*"], "max_bytes": 16777216},
            {"paths": ["var/lib/dpkg/info/*.list"], "max_bytes": 67108864}],
  "needs": {"memory_mib": 512, "seconds": 60}
)")
