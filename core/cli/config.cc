// SPDX-License-Identifier: Apache-2.0
#include "core/cli/config.h"

#include <array>
#include <cstdlib>
#include <filesystem>

#include "core/base/fd.h"
#include "core/base/text.h"
#include "core/base/yaml_events.h"
#include "core/cli/places.h"

namespace lazaret::cli {
namespace {

constexpr std::uint64_t kConfigBytes = 1u << 20;
constexpr std::string_view kMinimum = "sandbox.minimum";
constexpr std::string_view kRules = "rules";
constexpr std::string_view kRulesElement = "rules[]";
constexpr std::array kKeys{kMinimum, kRules};

Error unknown_key(const YamlSetting& setting, const std::string& path) {
  const auto near = nearest_name(setting.path, kKeys);
  return make_error(ErrorCode::InvalidInput,
                    path + ":" + std::to_string(setting.line) + ":" + std::to_string(setting.column) +
                        ": there is no setting \"" + setting.path + "\"" +
                        (near ? ", did you mean \"" + std::string(*near) + "\"?" : ""));
}

Result<bool> parse_minimum(std::string_view word, const std::string& where) {
  if (word == "full") return false;
  if (word == "degraded") return true;
  return make_error(ErrorCode::InvalidInput,
                    where + ": sandbox.minimum is full or degraded, not \"" + std::string(word) + "\"");
}

Result<void> apply(Config& config, const YamlSetting& setting, const std::string& path) {
  if (setting.path == kRules || setting.path == kRulesElement) {
    if (setting.value.empty())
      return make_error(ErrorCode::InvalidInput,
                        path + ":" + std::to_string(setting.line) +
                            ": rules names a file or a directory, or a list of them");
    const auto base = std::filesystem::path(path).parent_path();
    config.rules.push_back((base / setting.value).lexically_normal().string());
    return {};
  }
  if (setting.path != kMinimum) return unknown_key(setting, path);
  config.allow_degraded = TRY(parse_minimum(setting.value, path + ":" + std::to_string(setting.line)));
  return {};
}

}  // namespace

Result<Config> load_config() {
  Config config;
  const std::string path = config_file();
  auto text = read_file(path, kConfigBytes);
  if (!text && text.error().code != ErrorCode::NotFound) return std::move(text.error());
  if (text)
    for (const auto& setting : TRY(read_yaml_settings(*text, path))) TRY(apply(config, setting, path));
  if (const char* word = std::getenv("LAZARET_SANDBOX_MINIMUM"))
    config.allow_degraded = TRY(parse_minimum(word, "LAZARET_SANDBOX_MINIMUM"));
  return config;
}

}  // namespace lazaret::cli
