// SPDX-License-Identifier: Apache-2.0
#include "core/image/reference.h"

#include <algorithm>

#include "core/base/text.h"

namespace lazaret::image {
namespace {

constexpr std::size_t kImageIdHexDigits = 64;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_alphanumeric(char c) { return is_digit(c) || is_lower(c) || is_upper(c); }
bool is_path_letter(char c) { return is_digit(c) || is_lower(c); }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); }

// Between two runs of letters and digits: one dot, one or two underscores, any number of dashes.
bool is_separator(std::string_view run) {
  return run == "." || run == "_" || run == "__" || run.find_first_not_of('-') == std::string_view::npos;
}

bool is_path_component(std::string_view component) {
  if (component.empty() || !is_path_letter(component.front()) || !is_path_letter(component.back()))
    return false;
  for (std::size_t at = 0; at < component.size();) {
    const auto end =
        std::find_if(component.begin() + static_cast<std::ptrdiff_t>(at), component.end(), is_path_letter);
    const auto run = static_cast<std::size_t>(end - component.begin()) - at;
    if (run > 0 && !is_separator(component.substr(at, run))) return false;
    at += run + 1;
  }
  return true;
}

bool is_domain_label(std::string_view label) {
  return !label.empty() && is_alphanumeric(label.front()) && is_alphanumeric(label.back()) &&
         std::ranges::all_of(label, [](char c) { return is_alphanumeric(c) || c == '-'; });
}

bool is_bracketed_address(std::string_view host) {
  return host.size() > 2 && host.front() == '[' && host.back() == ']' &&
         std::ranges::all_of(host.substr(1, host.size() - 2),
                             [](char c) { return is_hex(c) || (c >= 'A' && c <= 'F') || c == ':'; });
}

bool is_port(std::string_view text) {
  const auto number = parse_unsigned(text);
  return number && *number >= 1 && *number <= 65535 && text.size() <= 5;
}

bool is_host(std::string_view host) {
  return is_bracketed_address(host) || std::ranges::all_of(split(host, '.'), is_domain_label);
}

bool is_domain(std::string_view domain) {
  const auto colon = domain.rfind(':');
  const auto bracket = domain.rfind(']');
  if (colon == std::string_view::npos || (bracket != std::string_view::npos && colon < bracket))
    return is_host(domain);
  return is_host(domain.substr(0, colon)) && is_port(domain.substr(colon + 1));
}

Error invalid(std::string_view text, const std::string& message) {
  return make_error(ErrorCode::InvalidInput,
                    "\"" + std::string(text) + "\" is no image reference: " + message);
}

// An image id looks like a path of 64 digits; no registry can be asked for one.
bool is_image_id(std::string_view text) {
  return text.size() == kImageIdHexDigits && std::ranges::all_of(text, is_hex);
}

struct Parts {
  std::string_view name;
  std::string_view tag;
  std::string_view digest;
  bool tagged = false;
};

// A colon behind the last slash begins a tag; before it, it belongs to a port.
Parts cut(std::string_view text) {
  Parts parts{text, {}, {}, false};
  if (const auto at = text.find('@'); at != std::string_view::npos) {
    parts.name = text.substr(0, at);
    parts.digest = text.substr(at + 1);
  }
  const auto slash = parts.name.rfind('/');
  const auto colon = parts.name.rfind(':');
  if (colon == std::string_view::npos || (slash != std::string_view::npos && colon < slash)) return parts;
  parts.tag = parts.name.substr(colon + 1);
  parts.name = parts.name.substr(0, colon);
  parts.tagged = true;
  return parts;
}

void split_domain(std::string_view name, Reference& reference) {
  const auto slash = name.find('/');
  const bool qualified = has_domain(name);
  reference.domain = qualified ? name.substr(0, slash) : kDefaultDomain;
  if (reference.domain == "index.docker.io") reference.domain = kDefaultDomain;
  reference.path = qualified ? name.substr(slash + 1) : name;
  if (reference.domain == kDefaultDomain && reference.path.find('/') == std::string::npos)
    reference.path = std::string(kDefaultNamespace) + "/" + reference.path;
}

Result<void> check_name(std::string_view text, const Reference& reference) {
  if (!is_domain(reference.domain))
    return invalid(text, "\"" + reference.domain + "\" is not HOST or HOST:PORT");
  if (std::ranges::any_of(reference.path, is_upper))
    return invalid(text, "the repository \"" + reference.path + "\" must be lower case");
  if (!is_repository_path(reference.path))
    return invalid(text, "\"" + reference.path + "\" is not a repository's path, as team/app");
  if (reference.name().size() > kNameBytes)
    return invalid(text, "its name has " + std::to_string(reference.name().size()) + " bytes, the limit is " +
                             std::to_string(kNameBytes));
  return {};
}

}  // namespace

bool is_tag(std::string_view text) {
  const auto word = [](char c) { return is_alphanumeric(c) || c == '_'; };
  return !text.empty() && text.size() <= kTagBytes && word(text.front()) &&
         std::ranges::all_of(text, [&](char c) { return word(c) || c == '.' || c == '-'; });
}

bool is_repository_path(std::string_view text) {
  return std::ranges::all_of(split(text, '/'), is_path_component);
}

bool has_domain(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return false;
  const auto first = text.substr(0, slash);
  return first.find_first_of(".:") != std::string_view::npos || first == "localhost" ||
         std::ranges::any_of(first, is_upper);
}

std::string Reference::text() const {
  std::string whole = name();
  if (!tag.empty()) whole += ":" + tag;
  if (!digest.empty()) whole += "@" + digest.text();
  return whole;
}

Result<Reference> parse_reference(std::string_view text) {
  const Parts parts = cut(text);
  if (parts.name.empty()) return invalid(text, "it has no name");
  if (is_image_id(parts.name))
    return invalid(text, "64 hexadecimal digits are an image id of an engine, which no registry knows");
  Reference reference;
  split_domain(parts.name, reference);
  TRY(check_name(text, reference));
  if (parts.tagged && !is_tag(parts.tag))
    return invalid(text, "\"" + std::string(parts.tag) + "\" is not a tag (at most " +
                             std::to_string(kTagBytes) + " letters, digits, '_', '.', '-')");
  reference.tag = parts.tag;
  if (text.find('@') != std::string_view::npos)
    reference.digest = TRY(Digest::parse(parts.digest).with_context("\"" + std::string(text) + "\""));
  if (reference.tag.empty() && reference.digest.empty()) reference.tag = kDefaultTag;
  return reference;
}

}  // namespace lazaret::image
