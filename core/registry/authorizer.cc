// SPDX-License-Identifier: Apache-2.0
#include "core/registry/authorizer.h"

#include "core/base/base64.h"
#include "core/registry/credentials.h"

namespace lazaret::registry {
namespace {

constexpr std::string_view kBearer = "Bearer ";

std::string basic_header(const std::string& user, const std::string& password) {
  return "Basic " + base64_encode(user + ":" + password);
}

// Bearer where it is offered: it gives away less than a password.
Result<std::optional<Challenge>> choose(const HeaderList& headers) {
  std::optional<Challenge> best;
  for (const auto header : headers.all("www-authenticate"))
    for (auto& challenge : TRY(parse_challenges(header))) {
      const bool bearer = challenge.scheme == "bearer" && !challenge.find("realm").empty();
      if (bearer || (challenge.scheme == "basic" && !best)) best = std::move(challenge);
    }
  return best;
}

}  // namespace

Error Authorizer::denied(const std::string& why) const {
  const auto& domain = endpoint_.domain;
  return make_error(ErrorCode::Denied, domain + "/" + endpoint_.path + ": " + why +
                                           "; log in with `docker login " + domain + "` or `podman login " +
                                           domain + "`, or name a file of credentials with --authfile");
}

Result<const Credential*> Authorizer::credential() {
  if (!credential_)
    credential_ = TRY(find_credential(context_.settings, endpoint_.domain, endpoint_.path, context_.limits));
  return *credential_ ? &**credential_ : nullptr;
}

Result<std::string> Authorizer::current() {
  const std::lock_guard held(mutex_);
  if (!scope_) return basic_;
  return bearer(*scope_);
}

Result<std::string> Authorizer::renew(const HeaderList& headers, const std::string& used) {
  const std::lock_guard held(mutex_);
  const auto challenge = TRY(choose(headers));
  if (!challenge)
    return denied("it wants a login of a kind that Lazaret does not have (neither Bearer nor Basic)");
  return challenge->scheme == "bearer" ? renew_bearer(*challenge, used) : basic(*challenge, used);
}

Result<std::string> Authorizer::basic(const Challenge&, const std::string& used) {
  const Credential* known = TRY(credential());
  if (known == nullptr || known->username.empty())
    return denied("it wants a login, and none is known for it");
  if (!used.empty()) return denied("the login of \"" + known->username + "\" is refused");
  basic_ = basic_header(known->username, known->password);
  return basic_;
}

Result<std::string> Authorizer::renew_bearer(const Challenge& challenge, const std::string& used) {
  if (challenge.find("error") == "insufficient_scope" && !used.empty())
    return denied("the login in use may not read it (insufficient_scope)");
  TokenScope scope{TRY(parse_url(challenge.find("realm")).with_context("realm of " + registry_.origin())),
                   std::string(challenge.find("service")), std::string(challenge.find("scope"))};
  if (scope.scope.empty()) scope.scope = "repository:" + endpoint_.path + ":pull";
  TRY(may_follow(registry_, registry_, scope.realm));
  // Refused although it was not yet old: it goes, unless somebody else has replaced it meanwhile.
  if (const auto kept = tokens_.find(scope.text(), TokenCache::Clock::now());
      kept && used == std::string(kBearer) + *kept)
    tokens_.drop(scope.text());
  scope_ = scope;
  return bearer(scope);
}

Result<std::string> Authorizer::bearer(const TokenScope& scope) {
  if (const auto kept = tokens_.find(scope.text(), TokenCache::Clock::now()))
    return std::string(kBearer) + *kept;
  const Token token = TRY(fetch_token(scope));
  tokens_.keep(scope.text(), token, TokenCache::Clock::now());
  return std::string(kBearer) + token.text;
}

// POST where there is an identity token; token servers that do not have it are asked by GET.
Result<Answer> Authorizer::ask_for_token(const TokenScope& scope, const Credential* known) {
  if (known != nullptr && !known->identity_token.empty()) {
    Request post{"POST", scope.realm, {}, token_post_form(scope, known->identity_token), {}};
    Answer answer = TRY(fetch_(std::move(post), ""));
    if ((answer.status != 404 && answer.status != 405) || known->username.empty()) return answer;
  }
  const std::string user = known == nullptr ? "" : known->username;
  Request get{"GET", token_get_url(scope, user), {}, {}, {}};
  if (user.empty()) return fetch_(std::move(get), "");
  return fetch_(std::move(get),
                basic_header(user, known->password.empty() ? known->identity_token : known->password));
}

Result<Token> Authorizer::fetch_token(const TokenScope& scope) {
  const std::string what = "token for " + endpoint_.domain + "/" + endpoint_.path;
  const Credential* known = TRY(credential());
  const Answer answer = TRY(ask_for_token(scope, known).with_context(what));
  if (answer.status == 200)
    return parse_token_answer(answer.body, what + " of " + scope.realm.origin(), context_.limits);
  if (answer.status == 401 || answer.status == 403 || answer.status == 400)
    return denied(scope.realm.origin() + " answered " + std::to_string(answer.status) + " to " +
                  (known == nullptr ? "a request without a login" : "the login that is known for it"));
  return answer_error(answer, scope.realm.origin(), what, context_.limits);
}

}  // namespace lazaret::registry
