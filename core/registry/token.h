// SPDX-License-Identifier: Apache-2.0
// Bearer tokens: asked for at the server that a challenge names, kept by what they are for until they expire.
// Called by the session. The token server is as untrusted as the registry: its answer is bounded; where
// credentials may go says url.h, may_follow.
// Source: distribution documentation, spec/auth/token.md (GET) and spec/auth/oauth.md (POST).
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/limits.h"
#include "core/base/result.h"
#include "core/base/time.h"
#include "core/registry/auth_file.h"
#include "core/registry/url.h"

namespace lazaret::registry {

struct TokenScope {
  Url realm;
  std::string service;
  std::string scope;  // "repository:team/app:pull"; several separated by spaces
  std::string text() const { return realm.text() + "\n" + service + "\n" + scope; }
};

struct Token {
  std::string text;
  std::chrono::seconds lifetime{60};  // where nothing is said
};

// An answer of a token server; `what` names it. Errors never show a token.
Result<Token> parse_token_answer(std::string_view body, const std::string& what, const Limits& limits);

// The URL of a GET (scopes as one parameter each), the form of a POST (scopes as one list).
Url token_get_url(const TokenScope& scope, const std::string& account);
std::string token_post_form(const TokenScope& scope, const std::string& identity_token);

// Thread-safe. Of one session, so of one credential.
class TokenCache {
 public:
  using Clock = std::chrono::steady_clock;
  // Used up to four fifths of its life, so that it does not expire on the way.
  std::optional<std::string> find(const std::string& key, Clock::time_point now) const;
  void keep(const std::string& key, const Token& token, Clock::time_point now);
  void drop(const std::string& key);

 private:
  struct Kept {
    std::string text;
    Clock::time_point until;
  };
  mutable std::mutex mutex_;
  std::map<std::string, Kept> tokens_;
};

}  // namespace lazaret::registry
