// SPDX-License-Identifier: Apache-2.0
#include "rules/purl.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/package/purl.h"
#include "core/package/purl_type.h"

namespace lazaret::rules {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

Result<std::string> decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    const int high = i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
    if (high < 0 || low < 0) return make_error(ErrorCode::InvalidInput, "a % without two hex digits");
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return out;
}

// What follows the last `mark`, cut off from `text`; empty where there is none.
std::string_view cut_last(std::string_view& text, char mark) {
  const auto at = text.rfind(mark);
  if (at == std::string_view::npos) return {};
  const auto rest = text.substr(at + 1);
  text = text.substr(0, at);
  return rest;
}

Result<void> check_qualifiers(std::string_view text) {
  while (!text.empty()) {
    const auto end = std::min(text.find('&'), text.size());
    const auto equals = text.substr(0, end).find('=');
    if (equals == 0 || equals == std::string_view::npos)
      return make_error(ErrorCode::InvalidInput, "a qualifier of a package URL is key=value");
    if (end + 1 == text.size()) return make_error(ErrorCode::InvalidInput, "a package URL ends with &");
    text = text.substr(std::min(end + 1, text.size()));
  }
  return {};
}

Result<void> read_qualifiers(std::string_view text, Purl& purl) {
  if (text.empty()) return {};
  for (const auto pair : split(text, '&')) {
    const auto equals = pair.find('=');
    auto value = TRY(decode(pair.substr(equals + 1)));
    if (!value.empty()) purl.qualifiers[to_lower_ascii(pair.substr(0, equals))] = std::move(value);
  }
  return {};
}

// As written, nothing decoded.
struct Parts {
  std::string_view type, space, name, version, qualifiers, subpath;
};

// purl-spec, "How to parse": from the right, subpath, qualifiers, version; then type, name, namespace.
Result<Parts> split_purl(std::string_view text) {
  if (!text.starts_with("pkg:")) return make_error(ErrorCode::InvalidInput, "a package URL begins with pkg:");
  Parts parts;
  auto rest = text.substr(4);
  while (rest.starts_with('/')) rest.remove_prefix(1);
  parts.subpath = cut_last(rest, '#');
  parts.qualifiers = cut_last(rest, '?');
  TRY(check_qualifiers(parts.qualifiers));
  const auto slash = rest.find('/');
  parts.type = rest.substr(0, slash);
  if (slash == std::string_view::npos || parts.type.empty())
    return make_error(ErrorCode::InvalidInput, "a package URL is pkg:type/[namespace/]name[@version]");
  rest = rest.substr(slash + 1);
  if (rest.find('@', 1) != std::string_view::npos && rest.rfind('@') > rest.rfind('/') + 1)
    parts.version = cut_last(rest, '@');
  while (rest.ends_with('/')) rest.remove_suffix(1);
  const auto last = rest.rfind('/');
  parts.name = last == std::string_view::npos ? rest : rest.substr(last + 1);
  if (last != std::string_view::npos) parts.space = rest.substr(0, last);
  if (parts.name.empty()) return make_error(ErrorCode::InvalidInput, "a package URL without a name");
  return parts;
}

}  // namespace

Result<Purl> parse_purl(std::string_view text) {
  const Parts parts = TRY(split_purl(text));
  Purl purl;
  purl.type = to_lower_ascii(parts.type);
  purl.space = TRY(decode(parts.space));
  purl.name = TRY(decode(parts.name));
  purl.version = TRY(decode(parts.version));
  TRY(read_qualifiers(parts.qualifiers, purl));
  purl.subpath = TRY(decode(parts.subpath));
  purl.space = package::normal_purl_space(purl.type, purl.space);
  purl.name = package::normal_purl_name(purl.type, purl.name);
  return purl;
}

std::string purl_identity(const Purl& purl) { return purl.type + '\0' + purl.space + '\0' + purl.name; }

std::optional<std::string> purl_identity(std::string_view text) {
  if (text.find('%') != std::string_view::npos) {
    const auto purl = parse_purl(text);
    return purl ? std::optional(purl_identity(*purl)) : std::nullopt;
  }
  const auto parts = split_purl(text);
  if (!parts) return std::nullopt;
  std::string identity = to_lower_ascii(parts->type);
  const std::string space = package::normal_purl_space(identity, parts->space);
  const std::string name = package::normal_purl_name(identity, parts->name);
  (identity += '\0') += space;
  (identity += '\0') += name;
  return identity;
}

std::string format_purl(const Purl& purl) {
  using package::encode_purl_part;
  std::string out = "pkg:" + encode_purl_part(purl.type) + "/";
  for (const auto segment : split(purl.space, '/'))
    if (!segment.empty()) out += encode_purl_part(segment) + "/";
  out += encode_purl_part(purl.name);
  if (!purl.version.empty()) out += "@" + encode_purl_part(purl.version);
  char separator = '?';
  for (const auto& [key, value] : purl.qualifiers) {
    ((out += separator) += key) += "=" + encode_purl_part(value);
    separator = '&';
  }
  for (std::string_view path = purl.subpath, mark = "#"; !path.empty(); mark = "/") {
    const auto end = std::min(path.find('/'), path.size());
    (out += mark) += encode_purl_part(path.substr(0, end));
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return out;
}

Truth purl_matches(const Purl& wanted, std::string_view actual_text) {
  const auto actual = parse_purl(actual_text);
  if (!actual) return Truth::Unknown;
  if (wanted.type != actual->type || wanted.space != actual->space || wanted.name != actual->name)
    return Truth::False;
  if (!wanted.version.empty() && wanted.version != actual->version) return Truth::False;
  if (!wanted.subpath.empty() && wanted.subpath != actual->subpath) return Truth::False;
  for (const auto& [key, value] : wanted.qualifiers) {
    const auto found = actual->qualifiers.find(key);
    if (found == actual->qualifiers.end() || found->second != value) return Truth::False;
  }
  return Truth::True;
}

}  // namespace lazaret::rules
