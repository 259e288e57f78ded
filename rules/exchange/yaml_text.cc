// SPDX-License-Identifier: Apache-2.0
#include "rules/exchange/yaml_text.h"

#include <algorithm>
#include <cstdio>

#include "core/base/text.h"
#include "rules/exchange/end_date.h"

namespace lazaret::rules::exchange {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_plain_character(char c) {
  return is_letter(c) || (c >= '0' && c <= '9') ||
         std::string_view("._/-+").find(c) != std::string_view::npos;
}

// Words that some reader of YAML takes for something else than text.
bool is_reserved(std::string_view text) {
  constexpr std::string_view kWords[] = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"};
  return std::find(std::begin(kWords), std::end(kWords), to_lower_ascii(text)) != std::end(kWords);
}

std::string one_line(const Json& value);

std::string flow_list(const Json& value) {
  std::string out = "[";
  for (const auto& item : value.items()) out += (out.size() > 1 ? ", " : "") + one_line(item);
  return out + "]";
}

std::string flow_map(const Json& value) {
  std::string out = "{";
  for (const auto& [key, member] : value.members())
    out += (out.size() > 1 ? ", " : "") + yaml_scalar(key) + ": " + one_line(member);
  return out + "}";
}

std::string one_line(const Json& value) {
  if (value.is_array()) return flow_list(value);
  if (value.is_object()) return flow_map(value);
  if (const auto flag = value.as_bool()) return *flag ? "true" : "false";
  if (const auto number = value.as_number()) {
    char buffer[32];
    std::snprintf(buffer, sizeof buffer, "%g", *number);
    return buffer;
  }
  return yaml_scalar(value.as_string());
}

// A mapping whose values are scalars: {glob: "/usr/**"}.
bool fits_one_line(const Json& value) {
  if (value.is_object())
    return value.members().size() == 1 && !value.members()[0].second.is_object() &&
           !value.members()[0].second.is_array();
  return !value.is_array() || std::none_of(value.items().begin(), value.items().end(), [](const Json& item) {
    return item.is_object() || item.is_array();
  });
}

constexpr std::size_t kLineCharacters = 100;

}  // namespace

std::string yaml_scalar(std::string_view text) {
  const bool plain = !text.empty() && is_letter(text.front()) &&
                     std::all_of(text.begin(), text.end(), is_plain_character) && !is_reserved(text);
  if (plain || is_plain_date(text)) return std::string(text);
  std::string out;
  append_json_string(out, text);
  return out;
}

void append_yaml(std::string& out, const Json& value, int indent) {
  const std::string margin(static_cast<std::size_t>(indent), ' ');
  const bool short_enough =
      fits_one_line(value) && (!value.is_array() || one_line(value).size() < kLineCharacters);
  if (short_enough) {
    (out += " ") += one_line(value) + "\n";
    return;
  }
  out += "\n";
  for (const auto& [key, member] : value.members()) {
    out += margin + yaml_scalar(key) + ":";
    append_yaml(out, member, indent + 2);
  }
  for (const auto& item : value.items()) (out += margin + "- ") += one_line(item) + "\n";
}

}  // namespace lazaret::rules::exchange
