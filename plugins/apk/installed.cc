// SPDX-License-Identifier: Apache-2.0
#include "plugins/apk/installed.h"

namespace lazaret::apk {
namespace {

struct Entry {
  Package package;
  std::string_view directory;  // the last F
  std::size_t line = 0;
  const char* reason = nullptr;
};

void finish(const Entry& entry, Installed& out) {
  if (entry.line == 0) return;
  const char* reason = entry.reason;
  if (entry.package.name.empty())
    reason = "the name (P) is missing";
  else if (entry.package.version.empty())
    reason = "the version (V) is missing";
  if (reason != nullptr) out.problems.push_back({entry.package.name, reason, entry.line});
  if (!entry.package.name.empty() && !entry.package.version.empty()) out.packages.push_back(entry.package);
}

std::string path_of(std::string_view directory, std::string_view name) {
  std::string path(directory);
  if (!path.empty()) path += '/';
  return path.append(name);
}

// Case matters: "A" is the architecture, "a" a file's owner and mode.
void read_line(Entry& entry, std::string_view line, const std::function<void(std::string_view)>& use_file) {
  if (line.size() < 2 || line[1] != ':') {
    entry.reason = "a line has no field letter";
    return;
  }
  const std::string_view value = line.substr(2);
  switch (line[0]) {
    case 'P': entry.package.name = value; break;
    case 'V': entry.package.version = value; break;
    case 'A': entry.package.architecture = value; break;
    case 'o': entry.package.origin = value; break;
    case 'L': entry.package.license = value; break;
    case 'F': entry.directory = value; break;
    case 'R': use_file(path_of(entry.directory, value)); break;
    default: break;
  }
}

}  // namespace

Installed parse_installed(std::string_view text, const std::function<void(std::string_view)>& use_file) {
  Installed installed;
  Entry entry;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const auto end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.empty()) {
      finish(entry, installed);
      entry = {};
      continue;
    }
    if (entry.line == 0) entry.line = number;
    read_line(entry, line, use_file);
  }
  finish(entry, installed);
  return installed;
}

}  // namespace lazaret::apk
