// SPDX-License-Identifier: Apache-2.0
// The detector "python": installed distributions, as wheels and eggs, and the files that they own.
// Loaded by the worker. Trusts nothing: every text comes from the image.
#include <lazaret/plugin.hpp>

#include "plugins/python/file_record.h"
#include "plugins/python/metadata.h"

namespace lazaret::python {
namespace {

enum Ask : std::uint32_t { kMetadata, kRecord, kInstalledFiles };

std::string_view parent_of(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

class Detector {
 public:
  void scan(plugin::Context& context) {
    const auto own = [&](std::string_view path) { context.owns(path); };
    for (const auto& file : context.files(kMetadata)) report(context, file);
    for (const auto& file : context.files(kRecord))
      if (const auto content = file.map())
        for_each_recorded(*content, parent_of(parent_of(file.path())), own);
    for (const auto& file : context.files(kInstalledFiles))
      if (const auto content = file.map()) for_each_installed(*content, parent_of(file.path()), own);
  }

 private:
  static void report(plugin::Context& context, const plugin::File& file) {
    const auto content = file.map();
    if (!content)
      return context.gap("unread_file", file.path(), "its content was not kept: a package is missing");
    const auto metadata = parse_metadata(*content);
    if (!metadata) return context.gap("unparsable_file", file.path(), metadata.error().message);
    plugin::Package record;
    record.type = "pypi";
    record.name = metadata->name;
    record.version = metadata->version;
    record.license = metadata->license;
    record.path = file.path();
    if (!context.package(record)) return;
    // The information directory itself; an egg-info that is one file is just that.
    const bool is_file = ends_with(file.path(), ".egg-info");
    context.owns(is_file ? std::string(file.path()) : std::string(parent_of(file.path())) + "/");
  }
};

}  // namespace
}  // namespace lazaret::python

LAZARET_PLUGIN(lazaret::python::Detector, "python", "0.1.0", R"(
  "name": "Python packages",
  "license": "Apache-2.0",
  "description": "Installed distributions: dist-info and egg-info",
  "emits": ["package", "owns", "gap"],
  "ecosystems": ["pypi"],
  "files": [{"paths": ["**/*.dist-info/METADATA", "**/*.egg-info/PKG-INFO", "**/*.egg-info", "**/EGG-INFO/PKG-INFO"],
             "max_bytes": 8388608},
            {"paths": ["**/*.dist-info/RECORD"], "max_bytes": 33554432},
            {"paths": ["**/*.egg-info/installed-files.txt"], "max_bytes": 33554432}],
  "needs": {"memory_mib": 512, "seconds": 120}
)")
