// SPDX-License-Identifier: Apache-2.0
// toml++ 3.3 asserts, some lines before it would refuse ("[[" at a line's end, found by our fuzzer). Without
// its assertions it refuses; with NDEBUG it would take them for promises to the compiler.
#undef NDEBUG
#define TOML_ASSERT(expression) static_cast<void>(0)
#define TOML_HEADER_ONLY 1
#define TOML_ENABLE_FORMATTERS 1
#include "core/base/toml.h"

#include <toml++/toml.h>
#include <algorithm>
#include <array>
#include <sstream>

#include "core/base/text.h"

namespace lazaret {
namespace {

constexpr char kEscape = '~';
constexpr std::string_view kDigits = "0123456789abcdef";

// Shown in messages, and compared with names: bytes that are no text are refused before anything is read.
bool is_text(std::string_view text) {
  const auto control = [](char c) {
    return (c >= '\0' && c < ' ' && c != '\n' && c != '\r' && c != '\t') || c == '\x7f';
  };
  return is_valid_utf8(text) && std::ranges::none_of(text, control);
}

// toml++ 3.3 has undefined behaviour for some letters that are not ASCII, so it sees none. In TOML they, and
// "~", stand in strings, quoted keys and comments alone: there the escape is undone, elsewhere it is an error
// as they are.
std::string escaped(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 128 && c != kEscape)
      plain += c;
    else
      plain.append({kEscape, kDigits[byte >> 4], kDigits[byte & 15]});
  }
  return plain;
}

// What "\u…" brings into a string was never escaped and stays; `brings_escape` refuses the one that could be
// mistaken.
std::string unescaped(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != kEscape || i + 2 >= text.size()) {
      plain += text[i];
      continue;
    }
    const auto high = kDigits.find(text[i + 1]), low = kDigits.find(text[i + 2]);
    if (high == kDigits.npos || low == kDigits.npos) {
      plain += text[i];
      continue;
    }
    plain += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return plain;
}

bool brings_escape(std::string_view text) {
  constexpr std::array<std::string_view, 4> kForms{"\\u007e", "\\u007E", "\\U0000007e", "\\U0000007E"};
  return std::ranges::any_of(kForms, [&](auto form) { return text.find(form) != text.npos; });
}

TomlNode converted(const toml::node& from);

void take_members(const toml::table& table, TomlNode& out) {
  out.kind = TomlNode::Kind::Table;
  for (auto&& [key, value] : table)
    out.members.push_back(
        {unescaped(key.str()), static_cast<int>(key.source().begin.line), converted(value)});
  std::ranges::sort(out.members, {}, &TomlMember::key);
}

void take_scalar(const toml::node& from, TomlNode& out) {
  using Kind = TomlNode::Kind;
  if (const auto* text = from.as_string()) {
    out.kind = Kind::Text;
    out.text = unescaped(text->get());
    return;
  }
  const bool date = from.is_date() || from.is_date_time() || from.is_time();
  out.kind = from.is_boolean() ? Kind::Boolean : date ? Kind::Date : Kind::Number;
  std::ostringstream printed;  // dates as RFC 3339
  printed << std::boolalpha;
  from.visit([&](const auto& value) {
    if constexpr (toml::is_value<decltype(value)>) printed << value.get();
  });
  out.text = printed.str();
}

TomlNode converted(const toml::node& from) {
  TomlNode out;
  out.line = static_cast<int>(from.source().begin.line);
  out.column = static_cast<int>(from.source().begin.column);
  if (const auto* table = from.as_table()) {
    take_members(*table, out);
  } else if (const auto* list = from.as_array()) {
    out.kind = TomlNode::Kind::List;
    for (const auto& value : *list) out.items.push_back(converted(value));
  } else {
    take_scalar(from, out);
  }
  return out;
}

}  // namespace

Result<TomlNode> read_toml(std::string_view text, const std::string& what) {
  if (!is_text(text))
    return make_error(ErrorCode::InvalidInput, what + ": is no UTF-8 text without control characters");
  if (brings_escape(text))
    return make_error(ErrorCode::InvalidInput,
                      what + ": holds \"~\" as an escape sequence; write it as it is");
  try {
    return converted(toml::parse(escaped(text), what));
  } catch (const toml::parse_error& error) {
    const auto& at = error.source().begin;
    return make_error(ErrorCode::InvalidInput, what + ":" + std::to_string(at.line) + ":" +
                                                   std::to_string(at.column) + ": " +
                                                   std::string(error.description()));
  }
}

}  // namespace lazaret
