// SPDX-License-Identifier: Apache-2.0
#include "core/registry/link.h"

#include <algorithm>

#include "core/base/text.h"

namespace lazaret::registry {
namespace {

// From the start to the separator that stands in no quoted string.
std::string_view take_until(std::string_view& rest, char separator) {
  bool quoted = false;
  std::size_t i = 0;
  for (; i < rest.size() && (quoted || rest[i] != separator); ++i) {
    if (rest[i] == '"') quoted = !quoted;
    if (quoted && rest[i] == '\\') ++i;
  }
  i = std::min(i, rest.size());
  const auto part = rest.substr(0, i);
  rest.remove_prefix(std::min(i + 1, rest.size()));
  return trim(part);
}

bool is_next(std::string_view parameter) {
  const auto equals = parameter.find('=');
  if (equals == std::string_view::npos || to_lower_ascii(trim(parameter.substr(0, equals))) != "rel")
    return false;
  auto value = trim(parameter.substr(equals + 1));
  if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
    value = value.substr(1, value.size() - 2);
  const auto words = split(value, ' ');
  return std::ranges::any_of(words, [](std::string_view word) { return to_lower_ascii(word) == "next"; });
}

}  // namespace

std::optional<std::string> next_link(std::string_view header) {
  auto rest = trim(header);
  while (!rest.empty()) {
    if (rest.front() != '<') return std::nullopt;
    const auto end = rest.find('>');
    if (end == std::string_view::npos) return std::nullopt;
    const std::string target(rest.substr(1, end - 1));
    rest.remove_prefix(end + 1);
    auto parameters = take_until(rest, ',');
    bool next = false;
    while (!parameters.empty()) next = is_next(take_until(parameters, ';')) || next;
    if (next) return target;
    rest = trim(rest);
  }
  return std::nullopt;
}

}  // namespace lazaret::registry
