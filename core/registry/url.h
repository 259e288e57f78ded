// SPDX-License-Identifier: Apache-2.0
// URLs of registries, token servers and object stores, in the parts that decide who is trusted.
// Called by everything in this folder that follows what a server named. Trusts nothing: only http and https,
// no user or password inside, a host that is one. Parsed by libcurl, which also connects: both see the same
// host.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"

namespace lazaret::registry {

struct Url {
  std::string scheme;  // "http", "https"
  std::string host;    // lower case; IPv6 in brackets
  std::string port;    // always: the scheme's own where none was written
  std::string target;  // "/v2/…?…", without a fragment

  std::string text() const { return origin() + target; }
  std::string origin() const { return scheme + "://" + host + ":" + port; }
  // The host itself is this machine: 127.0.0.0/8, ::1 or localhost.
  bool is_loopback() const;
  bool operator==(const Url&) const = default;
};

Result<Url> parse_url(std::string_view text);
// `location` of a redirect or a Link, which may be relative to `base`.
Result<Url> resolve_url(const Url& base, std::string_view location);

// May we go where a server at `from` sends us, on behalf of the registry at `registry`? Denied: from TLS to
// plain text; to plain text anywhere but the registry's own host or this machine; to this machine for a
// registry that is elsewhere (a hostile registry would have us ask services that only we can reach). Whether
// credentials go along is another question: to another origin, never (session.h).
Result<void> may_follow(const Url& registry, const Url& from, const Url& to);

// "a=1&b=2" behind the target; names are literals, values are percent-encoded.
void add_query(Url& url, std::string_view name, std::string_view value);

bool is_loopback_host(std::string_view host);

}  // namespace lazaret::registry
