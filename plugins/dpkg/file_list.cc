// SPDX-License-Identifier: Apache-2.0
#include "plugins/dpkg/file_list.h"

namespace lazaret::dpkg {
namespace {

template <typename Use>
void for_each_line(std::string_view text, Use&& use) {
  while (!text.empty()) {
    const auto end = text.find('\n');
    if (end != 0) use(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
}

bool is_parent(std::string_view directory, std::string_view path) {
  return path.size() > directory.size() && path.starts_with(directory) && path[directory.size()] == '/';
}

}  // namespace

void for_each_listed(std::string_view list, const std::function<void(std::string_view)>& use) {
  std::string_view previous;
  for_each_line(list, [&](std::string_view path) {
    if (!previous.empty() && previous != "/." && !is_parent(previous, path)) use(previous);
    previous = path;
  });
  if (!previous.empty() && previous != "/.") use(previous);
}

void for_each_summed(std::string_view md5sums, const std::function<void(std::string_view)>& use) {
  constexpr std::size_t kSumAndBlanks = 34;
  for_each_line(md5sums, [&](std::string_view line) {
    if (line.size() > kSumAndBlanks) use(line.substr(kSumAndBlanks));
  });
}

}  // namespace lazaret::dpkg
