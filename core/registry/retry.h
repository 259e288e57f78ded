// SPDX-License-Identifier: Apache-2.0
// When a failed request is tried again, and after how long: one policy for every call to a registry.
// Called by the session, which waits. Trusts nothing: what a server asks for is capped from both sides.
// Source: RFC 9110 section 10.2.3 (Retry-After); the ratelimit headers as Docker's registry sends them.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/limits.h"
#include "core/base/result.h"
#include "core/base/time.h"
#include "core/registry/transport.h"

namespace lazaret::registry {

// "120", or "Wed, 21 Oct 2015 07:28:00 GMT" (also the two older forms of RFC 9110 section 5.6.7). Nothing
// where it is neither; a date that has passed is 0.
std::optional<std::chrono::seconds> parse_retry_after(std::string_view text, Instant now);

// "100;w=21600": how many requests in how many seconds.
struct RateLimit {
  std::uint64_t count = 0;
  std::uint64_t window_seconds = 0;  // 0: not told
};
std::optional<RateLimit> parse_rate_limit(std::string_view text);
// "0 of 100 requests in 21600 s are left"; empty where the headers say nothing of it.
std::string describe_rate_limit(const HeaderList& headers);

// 408, 425, 429, 500, 502, 503, 504.
bool is_passing_status(long status);
// Connections that failed or were cut, and servers that were too slow.
bool is_passing_error(const Error& error);

class RetryPolicy {
 public:
  // `random` gives [0, 1): full jitter, so that many clients do not come back at once.
  RetryPolicy(const Limits& limits, std::function<double()> random)
      : tries_(limits.registry_tries), longest_(limits.retry_wait), random_(std::move(random)) {}

  // The pause before try number `tries_made` + 1, or nothing when it is enough. `asked` is the server's
  // Retry-After: at least a second, whatever it says; where it is more than `retry_wait`, we do not wait at
  // all.
  std::optional<std::chrono::milliseconds> pause(std::uint64_t tries_made,
                                                 std::optional<std::chrono::seconds> asked) const;

 private:
  std::uint64_t tries_;
  std::chrono::milliseconds longest_;
  std::function<double()> random_;
};

}  // namespace lazaret::registry
