// SPDX-License-Identifier: Apache-2.0
// The Authorization header for one repository: from a challenge and the user's credential, renewed when it
// expires. Called by the session, from several threads at once. A challenge is hostile: it chooses how we
// prove who we are, but neither whom we tell nor who we are.
#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include "core/registry/answer.h"
#include "core/registry/challenge.h"
#include "core/registry/context.h"
#include "core/registry/registries_conf.h"
#include "core/registry/token.h"

namespace lazaret::registry {

class Authorizer {
 public:
  // Sends one request, follows redirects, and reads the whole answer; the session's own way of doing so.
  using Fetch = std::function<Result<Answer>(Request request, const std::string& authorization)>;

  Authorizer(Context& context, Endpoint endpoint, Url registry, Fetch fetch)
      : context_(context),
        endpoint_(std::move(endpoint)),
        registry_(std::move(registry)),
        fetch_(std::move(fetch)) {}

  // What to send with the next request; empty before the first challenge, and where nobody asks.
  Result<std::string> current();
  // After a 401 to a request that was sent with `used`. Errors: Denied (there is no credential, it is
  // refused, it does not suffice), Unsupported (a scheme that we do not have), Unavailable (the token
  // server).
  Result<std::string> renew(const HeaderList& headers, const std::string& used);

 private:
  Result<std::string> renew_bearer(const Challenge& challenge, const std::string& used);
  Result<std::string> basic(const Challenge& challenge, const std::string& used);
  Result<std::string> bearer(const TokenScope& scope);
  Result<Token> fetch_token(const TokenScope& scope);
  Result<Answer> ask_for_token(const TokenScope& scope, const Credential* credential);
  Result<const Credential*> credential();
  Error denied(const std::string& why) const;

  Context& context_;
  const Endpoint endpoint_;
  const Url registry_;
  const Fetch fetch_;
  std::mutex mutex_;  // held while a token is fetched: others wait for it instead of fetching their own
  std::optional<std::optional<Credential>> credential_;  // looked up once, when first needed
  std::optional<TokenScope> scope_;                      // of the last Bearer challenge
  std::string basic_;                                    // the header, once it is asked for
  TokenCache tokens_;
};

}  // namespace lazaret::registry
