// SPDX-License-Identifier: Apache-2.0
#include "plugins/node/package_json.h"

#include <vector>

#include "core/base/json.h"
#include "core/base/text.h"

namespace lazaret::node {
namespace {

constexpr std::string_view kModules = "node_modules";
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr JsonLimits kJsonLimits{.bytes = 8u << 20, .depth = 32, .nodes = 200'000};

// {"type": "MIT"} was the form before expressions.
std::string_view license_name(const Json& license) {
  return license.is_object() ? license["type"].as_string() : license.as_string();
}

std::string license_of(const Json& root) {
  std::string names(license_name(root["license"]));
  if (!names.empty()) return names;
  for (const auto& item : root["licenses"].items()) {
    const std::string_view name = license_name(item);
    if (!names.empty() && !name.empty()) names += " AND ";
    names += name;
  }
  return names;
}

}  // namespace

bool is_installed_manifest(std::string_view path) {
  const auto parts = split(path, '/');
  std::size_t at = 0;
  while (at < parts.size() && parts[at] != kModules) ++at;
  while (at + 2 < parts.size() && parts[at] == kModules) {
    ++at;
    const bool is_two_deep = parts[at].starts_with('@') || parts[at].starts_with('.');
    const bool is_store = parts[at].starts_with('.');
    at += is_two_deep ? 2 : 1;
    if (at + 1 == parts.size()) return !is_store && parts[at] == "package.json";
  }
  return false;
}

Result<std::optional<Package>> parse_package_json(std::string_view text) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  const Json root = TRY(parse_json(text, "package.json", kJsonLimits));
  Package package{std::string(root["name"].as_string()), std::string(root["version"].as_string()),
                  license_of(root)};
  if (package.name.empty() || package.version.empty()) return std::optional<Package>();
  return std::optional<Package>(std::move(package));
}

}  // namespace lazaret::node
