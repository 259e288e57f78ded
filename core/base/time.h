// SPDX-License-Identifier: Apache-2.0
// Instants in UTC to the second, read and written as RFC 3339, and deadlines on the steady clock.
// Called wherever a date is compared or printed. Trusts nothing: out-of-range fields are refused.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace lazaret {

struct Instant {
  std::int64_t unix_seconds = 0;
  auto operator<=>(const Instant&) const = default;
};

Instant now();
// "2026-11-23T20:40:00Z", an offset instead of Z, fractions of a second (dropped), or a bare date (midnight
// UTC).
Result<Instant> parse_instant(std::string_view text);
std::string format_instant(Instant instant);  // "2026-11-23T20:40:00Z"

class Deadline {
 public:
  explicit Deadline(std::chrono::milliseconds from_now) : at_(std::chrono::steady_clock::now() + from_now) {}
  bool passed() const { return std::chrono::steady_clock::now() >= at_; }
  std::chrono::milliseconds left() const;  // never negative

 private:
  std::chrono::steady_clock::time_point at_;
};

}  // namespace lazaret
