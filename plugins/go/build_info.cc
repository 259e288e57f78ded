// SPDX-License-Identifier: Apache-2.0
#include "plugins/go/build_info.h"

#include "core/base/bytes.h"
#include "core/base/fd.h"
#include "core/base/text.h"

namespace lazaret::go {
namespace {

constexpr std::string_view kMagic = "\xff Go buildinf:";
constexpr std::size_t kFlagsAt = 15;
constexpr std::size_t kHeaderBytes = 32;
constexpr std::size_t kAlignment = 16;
constexpr std::uint8_t kInlineStrings = 2;
constexpr std::size_t kSentinelBytes = 16;  // around the modules' text, so that it can be found in memory
constexpr std::string_view kDevelopment = "(devel)";

Result<std::uint64_t> read_varint(ByteReader& reader) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    const auto byte = TRY(reader.read_u8());
    value |= std::uint64_t{byte & 0x7fu} << shift;
    if (byte < 0x80) return value;
  }
  return make_error(ErrorCode::InvalidInput, "Go build information: a length has more than 64 bits");
}

Result<std::string_view> read_text(ByteReader& reader) { return reader.take_text(TRY(read_varint(reader))); }

// The linker aligns the header to 16 bytes.
Result<std::size_t> find_header(std::string_view section) {
  for (std::size_t at = 0; at + kHeaderBytes <= section.size(); at += kAlignment)
    if (section.substr(at).starts_with(kMagic)) return at;
  return make_error(ErrorCode::InvalidInput, "Go build information: the section has no header");
}

// "path\tversion\tsum"
Module parse_module(const std::vector<std::string_view>& columns) {
  const auto column = [&](std::size_t at) {
    return at < columns.size() ? std::string(columns[at]) : std::string();
  };
  Module module{column(1), column(2), {}, {}};
  if (module.version == kDevelopment) module.version.clear();
  return module;
}

// "=>": the module before stands for this one. A directory has no version, so the path that is imported is
// kept.
void replace(Module& module, Module by) {
  const bool is_directory = by.path.starts_with('.') || by.path.starts_with('/');
  if (is_directory) {
    module.replaced_by = by.path;
    return;
  }
  by.replaces = module.path;
  module = std::move(by);
}

struct Settings {
  std::string_view revision;
  std::string_view time;
};

void read_setting(Settings& settings, std::string_view setting) {
  const auto equals = setting.find('=');
  if (equals == std::string_view::npos) return;
  const std::string_view key = setting.substr(0, equals);
  if (key == "vcs.revision") settings.revision = setting.substr(equals + 1);
  if (key == "vcs.time") settings.time = setting.substr(equals + 1);
}

void parse_modules(std::string_view text, BuildInfo& info) {
  Settings settings;
  Module* last = nullptr;
  for (const auto line : split(text, '\n')) {
    const auto columns = split(line, '\t');
    if (columns[0] == "mod") {
      info.main = parse_module(columns);
      last = &info.main;
    } else if (columns[0] == "dep") {
      last = &info.dependencies.emplace_back(parse_module(columns));
    } else if (columns[0] == "=>" && last != nullptr) {
      replace(*last, parse_module(columns));
      last = nullptr;
    } else if (columns[0] == "build" && columns.size() > 1) {
      read_setting(settings, columns[1]);
    }
  }
  if (info.main.version.empty()) info.main.version = pseudo_version(settings.time, settings.revision);
}

// "go1.21.5", "go1.22.1 X:nocoverageredesign", "devel go1.23-abcdef ..."
std::string toolchain_of(std::string_view text) {
  if (text.starts_with("devel ")) text.remove_prefix(6);
  if (text.starts_with("go")) text.remove_prefix(2);
  return std::string(text.substr(0, text.find(' ')));
}

}  // namespace

std::string pseudo_version(std::string_view time, std::string_view revision) {
  std::string digits;
  for (const char c : time)
    if (c >= '0' && c <= '9') digits += c;
  if (digits.size() != 14 || !time.ends_with('Z') || revision.size() < 12) return {};
  return "v0.0.0-" + digits + "-" + std::string(revision.substr(0, 12));
}

Result<BuildInfo> parse_build_info(std::span<const std::byte> section) {
  const auto header = TRY(find_header(as_text(section)));
  if ((std::to_integer<std::uint8_t>(section[header + kFlagsAt]) & kInlineStrings) == 0)
    return make_error(ErrorCode::Unsupported,
                      "Go build information: the format of Go 1.17 and before is not read");
  ByteReader reader(section, "Go build information");
  TRY(reader.seek(header + kHeaderBytes));
  BuildInfo info;
  info.toolchain = toolchain_of(TRY(read_text(reader)));
  std::string_view modules = TRY(read_text(reader));
  if (modules.size() >= 2 * kSentinelBytes + 1 && modules[modules.size() - kSentinelBytes - 1] == '\n')
    modules = modules.substr(kSentinelBytes, modules.size() - 2 * kSentinelBytes);
  else if (!modules.empty())
    return make_error(ErrorCode::InvalidInput, "Go build information: the modules' text has no sentinels");
  parse_modules(modules, info);
  return info;
}

}  // namespace lazaret::go
