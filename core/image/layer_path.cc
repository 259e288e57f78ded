// SPDX-License-Identifier: Apache-2.0
#include "core/image/layer_path.h"

#include <algorithm>

namespace lazaret::image {
namespace {

NormalPath refused(PathProblem problem, std::string reason) { return {{}, problem, std::move(reason)}; }

std::string over(const char* what, std::uint64_t actual, std::uint64_t limit, const char* name) {
  return "the path has " + std::to_string(actual) + ' ' + what + "; the limit is " + std::to_string(limit) +
         " (" + name + ')';
}

}  // namespace

bool is_normal_path(std::string_view path, const Limits& limits) {
  if (path.empty() || path.size() > limits.path_bytes || path.back() == '/') return false;
  if (path.find('\0') != std::string_view::npos) return false;
  std::uint64_t depth = 0;
  for (std::size_t begin = 0;;) {
    const auto end = path.find('/', begin);
    const auto segment = path.substr(begin, end - begin);
    if (segment.empty() || segment == "." || segment == "..") return false;
    ++depth;
    if (end == std::string_view::npos) break;
    begin = end + 1;
  }
  return depth <= limits.path_depth;
}

NormalPath normalise_path(std::string_view name, const Limits& limits) {
  if (name.find('\0') != std::string_view::npos) return refused(PathProblem::Unsafe, "the path holds a NUL");
  NormalPath normal;
  std::uint64_t depth = 0;
  for (std::size_t begin = 0; begin < name.size();) {
    const auto end = std::min(name.find('/', begin), name.size());
    const auto segment = name.substr(begin, end - begin);
    begin = end + 1;
    if (segment.empty() || segment == ".") continue;
    if (segment == "..") return refused(PathProblem::Unsafe, "the path leads through \"..\"");
    if (depth++ > 0) normal.path += '/';
    normal.path += segment;
  }
  if (normal.path.size() > limits.path_bytes)
    return refused(PathProblem::OverLimit,
                   over("bytes", normal.path.size(), limits.path_bytes, "path_bytes"));
  if (depth > limits.path_depth)
    return refused(PathProblem::OverLimit, over("segments", depth, limits.path_depth, "path_depth"));
  return normal;
}

}  // namespace lazaret::image
