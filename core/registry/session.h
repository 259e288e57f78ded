// SPDX-License-Identifier: Apache-2.0
// Requests to one repository at one place: authorized, redirected, tried again.
// Called by the repository, from several threads at once. Who answers is hostile: credentials and client
// certificates go to the registry's own origin and nowhere else, whatever it answers; redirects are counted.
// Source: OCI distribution specification v1.1; RFC 9110 section 15.4.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "core/registry/answer.h"
#include "core/registry/authorizer.h"
#include "core/registry/context.h"
#include "core/registry/registries_conf.h"

namespace lazaret::registry {

class Session {
 public:
  // Finds certificates, and whether to speak TLS: always, but for registries on this machine and those that
  // are configured as insecure, which are asked first.
  static Result<std::unique_ptr<Session>> open(std::shared_ptr<Context> context, const Endpoint& endpoint);

  const Endpoint& endpoint() const { return endpoint_; }
  const Context& context() const { return *context_; }
  const Url& registry() const { return registry_; }

  // GET or HEAD of `target` ("/v2/…"). Any status that does not pass by itself: 200, 206, 404, 416 …; `what`
  // names in messages what is asked for. The body of stream() is the caller's to read; fetch() has read it,
  // at most `limit`.
  Result<std::unique_ptr<Exchange>> stream(const Request& request, const std::string& what);
  Result<Answer> fetch(const Request& request, const std::string& what, std::uint64_t limit,
                       const std::string& limit_name);
  // A request for `target` at this registry; `target` may be a whole URL that it has named (paging).
  Result<Request> make_request(const std::string& target) const;

 private:
  Session(std::shared_ptr<Context> context, Endpoint endpoint, TlsSettings tls, Url registry);
  Result<std::unique_ptr<Exchange>> authorized(const Request& request, const std::string& what);
  struct Followed {
    std::unique_ptr<Exchange> exchange;
    bool elsewhere = false;  // another origin has answered
  };
  Result<Followed> follow(Request request, std::string authorization, const std::string& what);
  Result<TlsSettings> tls_for(const Url& url) const;
  void note_warnings(const HeaderList& headers);

  const std::shared_ptr<Context> context_;
  const Endpoint endpoint_;
  const TlsSettings tls_;  // of the registry's own origin
  const Url registry_;
  Authorizer authorizer_;
};

}  // namespace lazaret::registry
