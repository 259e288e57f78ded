// SPDX-License-Identifier: Apache-2.0
#include "plugins/java/manifest.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/base/text.h"

namespace lazaret::java {
namespace {

std::string_view take_line(std::string_view& text) {
  const auto end = text.find_first_of("\r\n");
  const std::string_view line = text.substr(0, end);
  if (end == std::string_view::npos) {
    text = {};
  } else {
    const bool is_pair = text[end] == '\r' && end + 1 < text.size() && text[end + 1] == '\n';
    text.remove_prefix(end + (is_pair ? 2 : 1));
  }
  return line;
}

void assign(Manifest& manifest, std::string_view name, std::string_view value) {
  const std::array<std::pair<std::string_view, std::string*>, 6> fields{
      {{"implementation-title", &manifest.implementation_title},
       {"implementation-version", &manifest.implementation_version},
       {"implementation-vendor-id", &manifest.implementation_vendor_id},
       {"bundle-symbolicname", &manifest.bundle_symbolic_name},
       {"bundle-version", &manifest.bundle_version},
       {"specification-version", &manifest.specification_version}}};
  const std::string lower = to_lower_ascii(name);
  for (const auto& [known, field] : fields)
    if (known == lower) *field = trim(value);
}

void assign_line(Manifest& manifest, std::string_view line) {
  const auto colon = line.find(':');
  if (colon != std::string_view::npos) assign(manifest, line.substr(0, colon), line.substr(colon + 1));
}

// A backslash before any of the characters that Properties.store escapes.
std::string unescape(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) ++i;
    plain += text[i];
  }
  return plain;
}

}  // namespace

PomProperties parse_pom_properties(std::string_view text) {
  PomProperties properties;
  while (!text.empty()) {
    const std::string_view line = trim(take_line(text));
    if (line.starts_with('#') || line.starts_with('!')) continue;
    const auto separator = line.find_first_of("=:");
    if (separator == std::string_view::npos) continue;
    const std::string_view key = trim(line.substr(0, separator));
    std::string* field = key == "groupId"      ? &properties.group
                         : key == "artifactId" ? &properties.artifact
                         : key == "version"    ? &properties.version
                                               : nullptr;
    if (field != nullptr) *field = unescape(trim(line.substr(separator + 1)));
  }
  return properties;
}

Manifest parse_manifest(std::string_view text) {
  Manifest manifest;
  std::string line;  // with its continuations, which begin with one blank
  while (!text.empty()) {
    const std::string_view part = take_line(text);
    if (part.starts_with(' ')) {
      line += part.substr(1);
      continue;
    }
    assign_line(manifest, line);
    line = part;
    if (part.empty()) break;
  }
  assign_line(manifest, line);
  manifest.bundle_symbolic_name.resize(
      std::min(manifest.bundle_symbolic_name.find(';'), manifest.bundle_symbolic_name.size()));
  return manifest;
}

}  // namespace lazaret::java
