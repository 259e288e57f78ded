// SPDX-License-Identifier: Apache-2.0
#include "plugins/os-release/os_release.h"

#include <array>
#include <utility>

#include "core/base/text.h"

namespace lazaret::os_release {
namespace {

std::string_view first_line(std::string_view text) { return trim(text.substr(0, text.find('\n'))); }

// One shell word: quotes removed, backslash escapes resolved; ends at an unquoted blank.
std::string unquote(std::string_view text) {
  constexpr std::string_view kEscapable = "\"\\$`";  // what a backslash escapes between double quotes
  std::string value;
  char quote = '\0';
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quote == '\0' && (c == ' ' || c == '\t')) break;
    if (c == quote) {
      quote = '\0';
    } else if (quote == '\0' && (c == '"' || c == '\'')) {
      quote = c;
    } else if (c == '\\' && quote != '\'' && i + 1 < text.size() &&
               (quote == '\0' || kEscapable.find(text[i + 1]) != std::string_view::npos)) {
      value += text[++i];
    } else {
      value += c;
    }
  }
  return value;
}

void assign(Fields& fields, std::string_view name, std::string_view raw) {
  const std::array<std::pair<std::string_view, std::string*>, 5> names{
      {{"ID", &fields.id},
       {"VERSION_ID", &fields.version_id},
       {"VERSION_CODENAME", &fields.codename},
       {"PRETTY_NAME", &fields.pretty_name},
       {"ID_LIKE", &fields.id_like}}};
  for (const auto& [known, field] : names)
    if (known == name) *field = unquote(raw);
}

}  // namespace

Fields parse_os_release(std::string_view text) {
  Fields fields;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const std::string_view line = trim(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    const auto equals = line.find('=');
    if (line.starts_with('#') || equals == std::string_view::npos) continue;
    assign(fields, line.substr(0, equals), line.substr(equals + 1));
  }
  return fields;
}

Fields parse_alpine_release(std::string_view text) {
  const std::string version(first_line(text));
  return {.id = "alpine",
          .version_id = version,
          .codename = {},
          .pretty_name = "Alpine Linux " + version,
          .id_like = {}};
}

Fields parse_debian_version(std::string_view text) {
  const std::string_view version = first_line(text);
  Fields fields{.id = "debian",
                .version_id = {},
                .codename = {},
                .pretty_name = "Debian GNU/Linux " + std::string(version),
                .id_like = {}};
  if (version.find_first_not_of("0123456789.") == std::string_view::npos)
    fields.version_id = version.substr(0, version.find('.'));
  else
    fields.codename = version.substr(0, version.find('/'));
  return fields;
}

Fields parse_redhat_release(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kNames{{{"CentOS", "centos"},
                                                                                 {"Red Hat", "rhel"},
                                                                                 {"Rocky", "rocky"},
                                                                                 {"AlmaLinux", "almalinux"},
                                                                                 {"Fedora", "fedora"},
                                                                                 {"Oracle", "ol"},
                                                                                 {"Amazon", "amzn"}}};
  constexpr std::string_view kRelease = " release ";
  const std::string_view line = first_line(text);
  Fields fields{.id = {}, .version_id = {}, .codename = {}, .pretty_name = std::string(line), .id_like = {}};
  for (const auto& [name, id] : kNames)
    if (line.starts_with(name)) fields.id = id;
  if (const auto at = line.find(kRelease); at != std::string_view::npos) {
    const std::string_view rest = line.substr(at + kRelease.size());
    fields.version_id = rest.substr(0, rest.find_first_not_of("0123456789."));
  }
  return fields;
}

}  // namespace lazaret::os_release
