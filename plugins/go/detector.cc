// SPDX-License-Identifier: Apache-2.0
// The detector "go": modules and the standard library that Go programs were built from.
// Loaded by the worker. Trusts nothing: every byte comes from the image.
#include <lazaret/plugin.hpp>

#include "core/base/fd.h"
#include "plugins/go/build_info.h"
#include "plugins/go/elf_section.h"

namespace lazaret::go {
namespace {

constexpr std::string_view kSection = ".go.buildinfo";
constexpr std::uint64_t kMaxSectionBytes = 16u << 20;

class Detector {
 public:
  void scan(plugin::Context& context) {
    for (const auto& file : context.files(0)) {
      context.check_stop();
      report_file(context, file);
    }
  }

 private:
  static void report_file(plugin::Context& context, const plugin::File& file) {
    const ReadAt read_at = [&](std::uint64_t offset, void* buffer, std::uint64_t size) {
      return file.read_exactly(offset, buffer, size);
    };
    const auto section = find_section(read_at, kSection);
    // Core dumps, packed and damaged programs: nothing says that they are Go.
    if (!section || !*section) return;
    if ((*section)->size > kMaxSectionBytes)
      return context.gap("file_over_limit", file.path(), "its build information is larger than 16 MiB");
    std::string bytes(static_cast<std::size_t>((*section)->size), '\0');
    if (!file.read_exactly((*section)->offset, bytes.data(), bytes.size()))
      return context.gap("unread_file", file.path(),
                         "its build information was not kept: packages are missing");
    const auto info = parse_build_info(as_byte_span(bytes));
    if (!info) {
      const bool is_old = info.error().code == ErrorCode::Unsupported;
      return context.gap(is_old ? "unsupported_format" : "unparsable_file", file.path(),
                         info.error().message);
    }
    report_module(context, file.path(), {"stdlib", info->toolchain, {}, {}});
    if (!info->main.path.empty()) report_module(context, file.path(), info->main);
    for (const auto& module : info->dependencies) report_module(context, file.path(), module);
  }

  static void report_module(plugin::Context& context, std::string_view path, const Module& module) {
    plugin::Package record;
    record.type = "golang";
    record.name = module.path;
    record.version = module.version;
    record.path = path;
    if (!module.replaces.empty()) record.properties.emplace_back("replaces", module.replaces);
    if (!module.replaced_by.empty()) record.properties.emplace_back("replaced_by", module.replaced_by);
    context.package(record);
  }
};

}  // namespace
}  // namespace lazaret::go

LAZARET_PLUGIN(lazaret::go::Detector, "go", "0.1.0", R"(
  "name": "Go modules",
  "license": "Apache-2.0",
  "description": "Modules and toolchain of Go programs, by their build information",
  "emits": ["package", "gap"],
  "ecosystems": ["golang"],
  "files": [{"paths": ["**"], "content": "elf", "sections": [".go.buildinfo"], "max_bytes": 1073741824}],
  "needs": {"memory_mib": 512, "seconds": 120}
)")
