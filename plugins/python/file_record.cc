// SPDX-License-Identifier: Apache-2.0
#include "plugins/python/file_record.h"

#include <vector>

#include "core/base/text.h"

namespace lazaret::python {
namespace {

// The first column of a CSV line; "" within quotes is one quote.
std::string first_column(std::string_view line) {
  if (!line.starts_with('"')) return std::string(line.substr(0, line.find(',')));
  std::string column;
  for (std::size_t i = 1; i < line.size(); ++i) {
    if (line[i] != '"')
      column += line[i];
    else if (i + 1 < line.size() && line[i + 1] == '"')
      column += line[i++];
    else
      break;
  }
  return column;
}

}  // namespace

std::string resolve(std::string_view directory, std::string_view relative) {
  if (relative.starts_with('/')) directory = {};
  std::vector<std::string_view> parts;
  for (const std::string_view path : {directory, relative})
    for (const auto part : split(path, '/')) {
      if (part.empty() || part == ".") continue;
      if (part != "..")
        parts.push_back(part);
      else if (parts.empty())
        return {};
      else
        parts.pop_back();
    }
  std::string resolved;
  for (const auto part : parts) resolved.append(resolved.empty() ? "" : "/").append(part);
  return resolved;
}

void for_each_recorded(std::string_view record, std::string_view site,
                       const std::function<void(std::string_view)>& use) {
  for (const auto line : split(record, '\n')) {
    const std::string relative = first_column(trim(line));
    if (relative.empty()) continue;
    if (const std::string path = resolve(site, relative); !path.empty()) use(path);
  }
}

void for_each_installed(std::string_view list, std::string_view egg_info,
                        const std::function<void(std::string_view)>& use) {
  for (const auto line : split(list, '\n')) {
    if (trim(line).empty()) continue;
    if (const std::string path = resolve(egg_info, trim(line)); !path.empty()) use(path);
  }
}

}  // namespace lazaret::python
