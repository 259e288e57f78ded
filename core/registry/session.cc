// SPDX-License-Identifier: Apache-2.0
#include "core/registry/session.h"

#include <algorithm>
#include <array>
#include <random>
#include <thread>

#include "core/base/text.h"
#include "core/registry/certificates.h"
#include "core/registry/default_domain.h"
#include "core/registry/retry.h"

namespace lazaret::registry {
namespace {

constexpr std::array kRedirects{301L, 302L, 303L, 307L, 308L};

double random_part() {
  thread_local std::mt19937 engine(std::random_device{}());
  return std::uniform_real_distribution<double>(0, 1)(engine);
}

bool is_redirect(const Exchange& exchange) {
  return std::ranges::find(kRedirects, exchange.status()) != kRedirects.end();
}

// Tries as the policy says. `attempt` may tell what pause the server has asked for.
template <typename Attempt>
auto retrying(const Limits& limits, const Attempt& attempt) {
  const RetryPolicy policy(limits, random_part);
  for (std::uint64_t tries = 1;; ++tries) {
    std::optional<std::chrono::seconds> asked;
    auto result = attempt(asked);
    if (result.has_value() || !is_passing_error(result.error())) return result;
    const auto pause = policy.pause(tries, asked);
    if (!pause) {
      if (tries > 1) result.error().message += "; tried " + std::to_string(tries) + " times";
      return result;
    }
    std::this_thread::sleep_for(*pause);
  }
}

// How a registry may be spoken to, in the order in which it is tried.
struct Way {
  std::string scheme;
  bool verify = true;
};
std::vector<Way> ways_to(const Endpoint& endpoint, bool loopback, bool has_certificates) {
  const Way tls{"https", !endpoint.insecure};
  if (has_certificates || (!loopback && !endpoint.insecure)) return {tls};
  if (loopback) return {{"http", true}, tls};  // nothing leaves this machine
  return {tls, {"http", true}};
}

// A TLS server that hears plain text says 400, or nothing.
bool answers(Transport& transport, const Url& registry, const TlsSettings& tls, Error& problem) {
  Request probe{"GET", registry, {}, {}, tls};
  probe.url.target = "/v2/";
  const auto exchange = transport.start(probe);
  if (exchange && (*exchange)->status() != 400) return true;
  problem = exchange ? make_error(ErrorCode::InvalidInput,
                                  registry.origin() + " answered 400 to GET /v2/: no registry")
                     : exchange.error();
  return false;
}

}  // namespace

Session::Session(std::shared_ptr<Context> context, Endpoint endpoint, TlsSettings tls, Url registry)
    : context_(std::move(context)),
      endpoint_(std::move(endpoint)),
      tls_(std::move(tls)),
      registry_(std::move(registry)),
      authorizer_(*context_, endpoint_, registry_,
                  [this](Request request, const std::string& authorization) -> Result<Answer> {
                    auto followed = TRY(follow(std::move(request), authorization, "token server"));
                    Answer answer{followed.exchange->status(), followed.exchange->headers(), {}};
                    answer.body = TRY(read_body(*followed.exchange, context_->limits.http_small_bytes,
                                                "http_small_bytes", "answer"));
                    return answer;
                  }) {}

Result<std::unique_ptr<Session>> Session::open(std::shared_ptr<Context> context, const Endpoint& endpoint) {
  auto certificates = TRY(find_certificates(context->settings.certificate_dirs, endpoint.domain));
  Url registry = TRY(parse_url("https://" + api_host(endpoint.domain) + "/"));
  const auto ways = ways_to(endpoint, registry.is_loopback(), certificates.found);
  using Made = Result<std::unique_ptr<Session>>;
  return retrying(context->limits, [&](auto&) -> Made {
    Error problem;
    for (const auto& way : ways) {
      Url url = TRY(parse_url(way.scheme + "://" + api_host(endpoint.domain) + "/"));
      TlsSettings tls = certificates.tls;
      tls.verify = way.verify;
      if (ways.size() == 1 || answers(context->transport, url, tls, problem))
        return std::unique_ptr<Session>(new Session(context, endpoint, std::move(tls), std::move(url)));
    }
    return problem;
  });
}

Result<Request> Session::make_request(const std::string& target) const {
  Request request;
  request.url = TRY(resolve_url(registry_, target));
  if (request.url.origin() == registry_.origin()) return request;
  return make_error(ErrorCode::Denied, registry_.origin() + " names a page at " + request.url.origin() +
                                           ", which is another place; nothing was sent there");
}

Result<TlsSettings> Session::tls_for(const Url& url) const {
  if (url.origin() == registry_.origin()) return tls_;
  const std::string host = url.port == "443" ? url.host : url.host + ":" + url.port;
  return TRY(find_certificates(context_->settings.certificate_dirs, host)).tls;
}

Result<Session::Followed> Session::follow(Request request, std::string authorization,
                                          const std::string& what) {
  const std::string first = request.url.origin();
  for (std::uint64_t hops = 0;; ++hops) {
    Request sent = request;
    sent.tls = TRY(tls_for(request.url));
    const bool elsewhere = request.url.origin() != first;
    if (elsewhere) authorization.clear();  // for good: also where a later hop leads back
    if (!authorization.empty()) sent.headers.emplace_back("Authorization", authorization);
    auto exchange = TRY(context_->transport.start(sent).with_context(what));
    note_warnings(exchange->headers());
    if (!is_redirect(*exchange)) return Followed{std::move(exchange), elsewhere};
    if (hops == context_->limits.http_redirects)
      return make_error(ErrorCode::LimitExceeded,
                        what + ": " + first + " redirects more often than the limit (http_redirects) of " +
                            std::to_string(context_->limits.http_redirects));
    if (request.method == "POST")
      return make_error(ErrorCode::Denied, what + ": " + first + " redirects a request that holds a login");
    const auto location = exchange->headers().find("location");
    if (location.empty())
      return make_error(ErrorCode::InvalidInput, what + ": " + first + " redirects to nowhere");
    Url next = TRY(resolve_url(request.url, location).with_context(what));
    TRY(may_follow(registry_, request.url, next).with_context(what));
    request.url = std::move(next);
  }
}

// A challenge of another origin is none: it would choose where our login goes.
Result<std::unique_ptr<Exchange>> Session::authorized(const Request& request, const std::string& what) {
  const std::string used = TRY(authorizer_.current());
  auto first = TRY(follow(request, used, what));
  if (first.exchange->status() != 401 || first.elsewhere) return std::move(first.exchange);
  const std::string renewed = TRY(authorizer_.renew(first.exchange->headers(), used).with_context(what));
  first.exchange.reset();
  auto second = TRY(follow(request, renewed, what));
  return std::move(second.exchange);
}

Result<std::unique_ptr<Exchange>> Session::stream(const Request& request, const std::string& what) {
  return retrying(context_->limits, [&](auto& asked) -> Result<std::unique_ptr<Exchange>> {
    auto exchange = TRY(authorized(request, what));
    if (!is_passing_status(exchange->status())) return exchange;
    asked = asked_pause(exchange->headers());
    return answer_error(*exchange, endpoint_.domain, what, context_->limits);
  });
}

Result<Answer> Session::fetch(const Request& request, const std::string& what, std::uint64_t limit,
                              const std::string& limit_name) {
  return retrying(context_->limits, [&](auto& asked) -> Result<Answer> {
    auto exchange = TRY(authorized(request, what));
    if (is_passing_status(exchange->status())) {
      asked = asked_pause(exchange->headers());
      return answer_error(*exchange, endpoint_.domain, what, context_->limits);
    }
    Answer answer{exchange->status(), exchange->headers(), {}};
    answer.body = TRY(read_body(*exchange, limit, limit_name, what));
    return answer;
  });
}

// Shown, never acted upon. Source: OCI distribution specification v1.1, "Warnings".
void Session::note_warnings(const HeaderList& headers) {
  for (const auto warning : headers.all("warning"))
    if (warning.starts_with("299 - ") && context_->note)
      context_->note(registry_.origin() + " says: " + std::string(warning.substr(6, 300)));
}

}  // namespace lazaret::registry
