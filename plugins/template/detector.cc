// SPDX-License-Identifier: Apache-2.0
// The smallest detector: one package for each file opt/*/VERSION, whose first line is the version.
// Copy this folder, rename what it says, and build it with any C++17 compiler. Trusts nothing: the files are
// hostile.
#include <lazaret/plugin.hpp>

namespace {

using namespace lazaret::plugin;

class Template {
 public:
  void scan(Context& context) {
    for (const File& file : context.files(0)) {
      const auto content = file.map();
      if (!content) {
        context.gap("unread_file", file.path(), "its content was not kept");
        continue;
      }
      Package package;
      package.type = "generic";
      package.name = product_of(file.path());
      package.version = content->substr(0, content->find('\n'));
      package.path = file.path();
      context.package(package);
    }
  }

 private:
  // "opt/NAME/VERSION" -> "NAME"
  static std::string_view product_of(std::string_view path) {
    path.remove_prefix(path.find('/') + 1);
    return path.substr(0, path.find('/'));
  }
};

}  // namespace

LAZARET_PLUGIN(Template, "org.example.template", "0.1.0", R"(
  "name": "Template",
  "license": "Apache-2.0",
  "description": "Products under opt/ that keep their version in a file of that name",
  "emits": ["package", "gap"],
  "ecosystems": ["generic"],
  "files": [{"paths": ["opt/*/VERSION"], "max_bytes": 4096}]
)")
