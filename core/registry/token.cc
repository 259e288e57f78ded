// SPDX-License-Identifier: Apache-2.0
#include "core/registry/token.h"

#include <algorithm>

#include "core/base/http.h"
#include "core/base/json.h"
#include "core/base/text.h"

namespace lazaret::registry {
namespace {

constexpr std::string_view kClient = "lazaret";
constexpr std::uint64_t kLongestLife = 24 * 3600;

// It becomes a header's value.
bool is_header_text(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
}

}  // namespace

Result<Token> parse_token_answer(std::string_view body, const std::string& what, const Limits& limits) {
  const Json answer = TRY(parse_json(body, what, {limits.http_small_bytes, limits.json_depth}));
  Token token;
  token.text = answer["token"].as_string();
  if (token.text.empty()) token.text = answer["access_token"].as_string();
  if (token.text.empty() || !is_header_text(token.text))
    return make_error(ErrorCode::InvalidInput,
                      what + " holds neither a token nor an access_token that could be sent");
  if (const auto seconds = answer["expires_in"].as_unsigned(); seconds && *seconds > 0)
    token.lifetime = std::chrono::seconds(static_cast<std::int64_t>(std::min(*seconds, kLongestLife)));
  return token;
}

Url token_get_url(const TokenScope& scope, const std::string& account) {
  Url url = scope.realm;
  if (!scope.service.empty()) add_query(url, "service", scope.service);
  for (const auto one : split(scope.scope, ' '))
    if (!one.empty()) add_query(url, "scope", one);
  if (!account.empty()) add_query(url, "account", account);
  add_query(url, "client_id", kClient);
  return url;
}

std::string token_post_form(const TokenScope& scope, const std::string& identity_token) {
  return "grant_type=refresh_token&service=" + url_segment(scope.service) +
         "&client_id=" + std::string(kClient) + "&scope=" + url_segment(scope.scope) +
         "&refresh_token=" + url_segment(identity_token);
}

std::optional<std::string> TokenCache::find(const std::string& key, Clock::time_point now) const {
  const std::lock_guard held(mutex_);
  const auto found = tokens_.find(key);
  if (found == tokens_.end() || now >= found->second.until) return std::nullopt;
  return found->second.text;
}

void TokenCache::keep(const std::string& key, const Token& token, Clock::time_point now) {
  const std::lock_guard held(mutex_);
  tokens_[key] = {token.text, now + token.lifetime * 4 / 5};
}

void TokenCache::drop(const std::string& key) {
  const std::lock_guard held(mutex_);
  tokens_.erase(key);
}

}  // namespace lazaret::registry
