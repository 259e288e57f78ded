// SPDX-License-Identifier: Apache-2.0
#include "plugins/dpkg/status.h"

#include "core/base/text.h"

namespace lazaret::dpkg {
namespace {

struct Stanza {
  std::string_view package;
  std::string_view version;
  std::string_view architecture;
  std::string_view source;
  std::string_view status;
  std::size_t line = 0;
  const char* reason = nullptr;  // why it makes no sense
};

std::string_view take_line(std::string_view& text) {
  const auto end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
}

// Field names are compared without case.
bool is_name(std::string_view name, std::string_view lower) {
  return name.size() == lower.size() && to_lower_ascii(name) == lower;
}

std::string_view* field_of(Stanza& stanza, std::string_view name) {
  if (is_name(name, "package")) return &stanza.package;
  if (is_name(name, "version")) return &stanza.version;
  if (is_name(name, "architecture")) return &stanza.architecture;
  if (is_name(name, "source")) return &stanza.source;
  if (is_name(name, "status")) return &stanza.status;
  return nullptr;
}

void read_line(Stanza& stanza, std::string_view line) {
  if (line.front() == ' ' || line.front() == '\t' || line.front() == '#')
    return;  // continued: none of ours is
  const auto colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0) {
    stanza.reason = "a line is neither a field nor continues one";
    return;
  }
  std::string_view* field = field_of(stanza, line.substr(0, colon));
  if (field == nullptr) return;
  if (!field->empty()) stanza.reason = "a field is there twice";
  *field = trim(line.substr(colon + 1));
}

// "want flag state"; the last word says what is on disk.
bool is_on_disk(std::string_view status) {
  if (status.empty()) return true;
  const std::string_view state = status.substr(status.rfind(' ') + 1);
  return state != "not-installed" && state != "config-files";
}

// "name" or "name (version)".
void set_source(Package& package, std::string_view source) {
  package.source_name = package.name;
  package.source_version = package.version;
  if (source.empty()) return;
  const auto open = source.find('(');
  package.source_name = trim(source.substr(0, open));
  if (open == std::string_view::npos) return;
  const std::string_view rest = source.substr(open + 1);
  package.source_version = trim(rest.substr(0, rest.find(')')));
}

const char* reason_of(const Stanza& stanza) {
  if (stanza.reason != nullptr) return stanza.reason;
  if (stanza.package.empty()) return "the field Package is missing";
  if (stanza.version.empty()) return "the field Version is missing";
  return nullptr;
}

void finish(const Stanza& stanza, Status& out) {
  if (stanza.line == 0 || !is_on_disk(stanza.status)) return;
  if (const char* reason = reason_of(stanza); reason != nullptr) {
    out.problems.push_back({stanza.package, reason, stanza.line});
    if (stanza.package.empty() || stanza.version.empty()) return;
  }
  Package package{stanza.package, stanza.version, stanza.architecture, {}, {}};
  set_source(package, stanza.source);
  out.packages.push_back(package);
}

}  // namespace

Status parse_status(std::string_view text) {
  Status status;
  Stanza stanza;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::string_view line = take_line(text);
    if (trim(line).empty()) {
      finish(stanza, status);
      stanza = {};
      continue;
    }
    if (stanza.line == 0) stanza.line = number;
    read_line(stanza, line);
  }
  finish(stanza, status);
  return status;
}

}  // namespace lazaret::dpkg
