// SPDX-License-Identifier: Apache-2.0
// The detector "rpm": packages of Red Hat, SUSE, Azure Linux and their relatives, and the files that they
// own. Loaded by the worker. Trusts nothing: every byte comes from the image.
#include <lazaret/plugin.hpp>

#include <algorithm>

#include "core/base/fd.h"
#include "core/base/text.h"
#include "plugins/rpm/database.h"

namespace lazaret::rpm {
namespace {

// One ask a format, the newest first: where a directory has several databases, the others are left-overs of a
// conversion.
constexpr std::uint32_t kAsks = 3;
constexpr std::size_t kMaxProblems = 20;  // of one file; more say nothing new

std::string_view directory_of(std::string_view path) { return path.substr(0, path.rfind('/')); }
std::string_view text_or_nothing(std::string_view text) {
  return is_valid_utf8(text) ? text : std::string_view();
}

class Detector {
 public:
  void scan(plugin::Context& context) {
    std::vector<std::string> done;  // directories that have given packages
    for (std::uint32_t ask = 0; ask < kAsks; ++ask)
      for (const auto& file : context.files(ask)) {
        const std::string directory(directory_of(file.path()));
        if (std::find(done.begin(), done.end(), directory) != done.end()) continue;
        if (report_file(context, file) > 0) done.push_back(directory);
      }
  }

 private:
  static std::size_t report_file(plugin::Context& context, const plugin::File& file) {
    const auto content = file.map();
    if (!content) {
      context.gap("unread_file", file.path(), "its content was not kept: packages are missing");
      return 0;
    }
    for (const std::string_view suffix : {"-wal", "-journal"}) {
      const auto log = context.stat(std::string(file.path()).append(suffix));
      if (log && log->size() > 0)
        context.gap("unsupported_format", log->path(),
                    "changes that are only in the database's log are not read");
    }
    std::size_t packages = 0;
    std::size_t problems = 0;
    const auto problem = [&](const std::string& reason) {
      if (++problems <= kMaxProblems) context.gap("unparsable_file", file.path(), reason);
    };
    const auto done = read_packages(
        as_byte_span(*content),
        [&](const Package& package, const Header& header) {
          ++packages;
          report_package(context, file.path(), package);
          const auto listed = header.for_each_file([&](std::string_view path) { context.owns(path); });
          if (!listed) problem(listed.error().message);
        },
        problem);
    if (!done) problem(done.error().message);
    return packages;
  }

  static void report_package(plugin::Context& context, std::string_view path, const Package& package) {
    plugin::Package record;
    record.type = "rpm";
    record.name = package.name;
    record.version = package.version;
    record.arch = package.arch;
    const auto source = parse_source_rpm(package.source_rpm, package.version);
    if (source) {
      record.source_name = source->name;
      record.source_version = source->version;
    }
    record.license = text_or_nothing(package.license);
    record.path = path;
    if (!package.modularity.empty()) record.properties.emplace_back("modularity", package.modularity);
    if (const auto vendor = text_or_nothing(package.vendor); !vendor.empty())
      record.properties.emplace_back("vendor", vendor);
    context.package(record);
  }
};

}  // namespace
}  // namespace lazaret::rpm

LAZARET_PLUGIN(lazaret::rpm::Detector, "rpm", "0.1.0", R"(
  "name": "RPM packages",
  "license": "Apache-2.0",
  "description": "Installed packages of rpm's database: SQLite, ndb, Berkeley DB",
  "emits": ["package", "owns", "gap"],
  "ecosystems": ["rpm"],
  "files": [
    {"paths": ["var/lib/rpm/rpmdb.sqlite", "usr/lib/sysimage/rpm/rpmdb.sqlite", "usr/share/rpm/rpmdb.sqlite"], "max_bytes": 536870912},
    {"paths": ["var/lib/rpm/Packages.db", "usr/lib/sysimage/rpm/Packages.db", "usr/share/rpm/Packages.db"], "max_bytes": 536870912},
    {"paths": ["var/lib/rpm/Packages", "usr/lib/sysimage/rpm/Packages", "usr/share/rpm/Packages"], "max_bytes": 536870912}],
  "needs": {"memory_mib": 1024, "seconds": 120}
)")
