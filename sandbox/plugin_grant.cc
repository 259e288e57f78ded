// SPDX-License-Identifier: Apache-2.0
#include "sandbox/plugin_grant.h"

#include <fcntl.h>

#include <array>

#include "core/base/fd.h"
#include "core/base/text.h"
#include "core/base/yaml_events.h"

namespace lazaret::sandbox {
namespace {

constexpr std::uint64_t kGrantBytes = 64u << 10;
constexpr std::size_t kDigestDigits = 64;

struct NumberKey {
  std::string_view path;
  std::uint64_t most;
  std::uint64_t factor;
  std::uint64_t PluginGrant::*target;
};
constexpr std::array kNumbers{
    NumberKey{"grant.memory_mib", 1u << 20, 1u << 20, &PluginGrant::memory_bytes},
    NumberKey{"grant.seconds", 86'400, 1, &PluginGrant::seconds},
    NumberKey{"grant.threads", 64, 1, &PluginGrant::threads},
};
struct SwitchKey {
  std::string_view path;
  bool PluginGrant::*target;
};
constexpr std::array kSwitches{
    SwitchKey{"enabled", &PluginGrant::enabled},
    SwitchKey{"grant.tree", &PluginGrant::tree},
};
constexpr std::array<std::string_view, 6> kKeys{"enabled",       "sha256",        "grant.memory_mib",
                                                "grant.seconds", "grant.threads", "grant.tree"};

Error at(const YamlSetting& setting, const std::string& what, const std::string& problem) {
  return make_error(ErrorCode::InvalidInput, what + ":" + std::to_string(setting.line) + ":" +
                                                 std::to_string(setting.column) + ": " + problem);
}

Result<void> read_number(PluginGrant& grant, const NumberKey& key, const YamlSetting& setting,
                         const std::string& what) {
  const auto number = parse_unsigned(setting.value);
  if (!number || *number > key.most)
    return at(setting, what,
              setting.path + " is a number of at most " + std::to_string(key.most) + ", not \"" +
                  escape_for_terminal(setting.value) + "\"");
  grant.*key.target = *number * key.factor;
  return {};
}

Result<void> read_switch(PluginGrant& grant, const SwitchKey& key, const YamlSetting& setting,
                         const std::string& what) {
  grant.*key.target = setting.value == "true";
  if (grant.*key.target || setting.value == "false") return {};
  return at(setting, what, setting.path + " is true or false");
}

Result<void> read_digest(PluginGrant& grant, const YamlSetting& setting, const std::string& what) {
  std::string_view digits = setting.value;
  if (digits.starts_with("sha256:")) digits.remove_prefix(7);
  if (digits.size() != kDigestDigits ||
      digits.find_first_not_of("0123456789abcdef") != std::string_view::npos)
    return at(setting, what, "sha256 is 64 lower-case hexadecimal digits");
  grant.sha256 = digits;
  return {};
}

Result<void> apply(PluginGrant& grant, const YamlSetting& setting, const std::string& what) {
  for (const auto& key : kNumbers)
    if (key.path == setting.path) return read_number(grant, key, setting, what);
  if (setting.path == "sha256") return read_digest(grant, setting, what);
  for (const auto& key : kSwitches)
    if (key.path == setting.path) return read_switch(grant, key, setting, what);
  const auto near = nearest_name(setting.path, kKeys);
  return at(setting, what,
            "there is no setting \"" + escape_for_terminal(setting.path) + "\"" +
                (near ? ", did you mean \"" + std::string(*near) + "\"?" : ""));
}

}  // namespace

std::string grant_path(const std::string& plugin) {
  return (plugin.ends_with(".so") ? plugin.substr(0, plugin.size() - 3) : plugin) + ".lzplugin.yaml";
}

Result<PluginGrant> parse_plugin_grant(std::string_view text, const std::string& what) {
  PluginGrant grant;
  for (const auto& setting : TRY(read_yaml_settings(text, what))) TRY(apply(grant, setting, what));
  return grant;
}

Result<PluginGrant> read_plugin_grant(const std::string& plugin) {
  const auto path = grant_path(plugin);
  const auto file = open_file(path, O_RDONLY);
  if (!file.has_value() && file.error().code == ErrorCode::NotFound) return PluginGrant();
  if (!file.has_value()) return file.error();
  const struct stat status = TRY(stat_of(*file));
  if ((status.st_mode & S_IWOTH) != 0)
    return make_error(ErrorCode::Denied, printable_path(path) + ": everybody may write to it: chmod o-w");
  const auto text = TRY(read_whole(*file, kGrantBytes, path));
  return parse_plugin_grant(text, printable_path(path));
}

}  // namespace lazaret::sandbox
