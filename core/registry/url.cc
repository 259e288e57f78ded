// SPDX-License-Identifier: Apache-2.0
#include "core/registry/url.h"

#include <curl/curl.h>

#include <algorithm>
#include <memory>

#include "core/base/http.h"
#include "core/base/text.h"

namespace lazaret::registry {
namespace {

constexpr std::size_t kUrlBytes = 8192;

struct HandleDeleter {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using Handle = std::unique_ptr<CURLU, HandleDeleter>;

// Shown without its query, where signatures and tokens stand.
Error invalid(std::string_view text, const std::string& message) {
  return make_error(
      ErrorCode::InvalidInput,
      "\"" + std::string(text.substr(0, std::min<std::size_t>(text.find('?'), 200))) + "\" " + message);
}

std::string part_of(const Handle& handle, CURLUPart part, unsigned flags = 0) {
  char* raw = nullptr;
  if (curl_url_get(handle.get(), part, &raw, flags) != CURLUE_OK) return {};
  std::string text(raw);
  curl_free(raw);
  return text;
}

Result<void> set(const Handle& handle, std::string_view text) {
  if (text.size() > kUrlBytes) return invalid(text, "is longer than " + std::to_string(kUrlBytes) + " bytes");
  // Controls and spaces would split a request in two.
  for (const char c : text)
    if (c <= ' ' || c == '\x7f') return invalid(text, "holds a space or a control character");
  const auto code = curl_url_set(handle.get(), CURLUPART_URL, std::string(text).c_str(),
                                 CURLU_NON_SUPPORT_SCHEME | CURLU_DISALLOW_USER);
  if (code != CURLUE_OK) return invalid(text, std::string("is no URL: ") + curl_url_strerror(code));
  return {};
}

Result<Url> read(const Handle& handle, std::string_view text) {
  Url url{part_of(handle, CURLUPART_SCHEME), to_lower_ascii(part_of(handle, CURLUPART_HOST)),
          part_of(handle, CURLUPART_PORT, CURLU_DEFAULT_PORT), part_of(handle, CURLUPART_PATH)};
  if (url.scheme != "http" && url.scheme != "https") return invalid(text, "is neither http nor https");
  if (url.host.empty()) return invalid(text, "names no host");
  if (const auto query = part_of(handle, CURLUPART_QUERY); !query.empty()) url.target += "?" + query;
  return url;
}

}  // namespace

bool is_loopback_host(std::string_view host) {
  if (host == "localhost" || host == "[::1]" || host == "::1") return true;
  const auto parts = split(host, '.');
  if (parts.size() != 4 || parts.front() != "127") return false;
  for (const auto part : parts)
    if (const auto number = parse_unsigned(part); !number || *number > 255 || part.size() > 3) return false;
  return true;
}

bool Url::is_loopback() const { return is_loopback_host(host); }

Result<Url> parse_url(std::string_view text) {
  const Handle handle(curl_url());
  TRY(set(handle, text));
  return read(handle, text);
}

Result<Url> resolve_url(const Url& base, std::string_view location) {
  const Handle handle(curl_url());
  TRY(set(handle, base.text()));
  TRY(set(handle, location));
  return read(handle, location);
}

Result<void> may_follow(const Url& registry, const Url& from, const Url& to) {
  const auto denied = [&](const std::string& why) {
    return make_error(ErrorCode::Denied, from.origin() + " sends us to " + to.origin() + ", " + why +
                                             "; nothing was sent there");
  };
  if (to.is_loopback() && !registry.is_loopback()) return denied("which is this machine");
  if (to.scheme == "https") return {};
  if (from.scheme == "https") return denied("from an encrypted connection to a plain one");
  if (to.is_loopback() || to.host == registry.host) return {};
  return denied("which is not encrypted");
}

void add_query(Url& url, std::string_view name, std::string_view value) {
  url.target += url.target.find('?') == std::string::npos ? "?" : "&";
  url.target.append(name).append("=").append(url_segment(value));
}

}  // namespace lazaret::registry
