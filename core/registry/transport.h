// SPDX-License-Identifier: Apache-2.0
// One HTTP request and its answer, the body read piece by piece. Uses libcurl; proxies come from the
// environment. Called by core/registry/session. The server is not trusted: it cannot make us follow it
// (redirects are the caller's), send headers without end, or hold us without sending. Source: RFC 9110, RFC
// 9112.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/limits.h"
#include "core/base/result.h"
#include "core/registry/url.h"

namespace lazaret::registry {

struct TlsSettings {
  std::string authorities;         // PEM, trusted besides the system's
  std::string client_certificate;  // file names; empty: none
  std::string client_key;
  bool verify = true;  // false only where the user's configuration says insecure
};

class HeaderList {
 public:
  void add(std::string name, std::string value) { list_.emplace_back(std::move(name), std::move(value)); }
  void clear() { list_.clear(); }
  std::string_view find(std::string_view lower_name) const;  // the first, empty where there is none
  std::vector<std::string_view> all(std::string_view lower_name) const;

 private:
  std::vector<std::pair<std::string, std::string>> list_;  // names in lower case
};

struct Request {
  std::string method = "GET";  // GET, HEAD, POST
  Url url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string form;  // of a POST: application/x-www-form-urlencoded
  TlsSettings tls;
};

// Not thread-safe. Ends the transfer when destroyed.
class Exchange {
 public:
  virtual ~Exchange() = default;
  virtual long status() const = 0;
  virtual const HeaderList& headers() const = 0;
  // Next bytes of the body, 0 at its end. Errors: Unavailable (cut), Timeout (http stall), LimitExceeded.
  virtual Result<std::size_t> read(std::span<std::byte> buffer) = 0;
};

// The whole body, refused above `limit` bytes; `what` names it.
Result<std::string> read_body(Exchange& exchange, std::uint64_t limit, const std::string& limit_name,
                              const std::string& what);

// Thread-safe. Keeps connections open between exchanges.
class Transport {
 public:
  explicit Transport(const Limits& limits);
  ~Transport();
  // Returns when the headers have come, whatever the status. Errors: Unavailable (no connection), Timeout,
  // Denied (TLS does not verify), LimitExceeded (headers), InvalidInput.
  Result<std::unique_ptr<Exchange>> start(const Request& request);

 private:
  struct Pool;
  Limits limits_;
  std::shared_ptr<Pool> pool_;
};

}  // namespace lazaret::registry
