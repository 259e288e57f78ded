// SPDX-License-Identifier: Apache-2.0
#include "core/registry/retry.h"

#include <curl/curl.h>

#include <algorithm>
#include <array>

#include "core/base/text.h"

namespace lazaret::registry {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds kFirstPause{1000};
constexpr seconds kLeastAsked{1};
constexpr std::uint64_t kMostSeconds = 1'000'000'000;
constexpr std::array kPassingStatuses{408L, 425L, 429L, 500L, 502L, 503L, 504L};

}  // namespace

std::optional<seconds> parse_retry_after(std::string_view text, Instant now) {
  if (const auto number = parse_unsigned(text))
    return seconds(static_cast<std::int64_t>(std::min(*number, kMostSeconds)));
  if (text.size() > 64 || text.size() < 8) return std::nullopt;
  const std::int64_t date = curl_getdate(std::string(text).c_str(), nullptr);
  if (date < 0) return std::nullopt;
  const auto wait = std::max<std::int64_t>(date - now.unix_seconds, 0);
  return seconds(std::min(wait, static_cast<std::int64_t>(kMostSeconds)));
}

std::optional<RateLimit> parse_rate_limit(std::string_view text) {
  RateLimit limit;
  bool first = true;
  for (const auto part : split(text, ';')) {
    const auto word = trim(part);
    if (first) {
      const auto count = parse_unsigned(word);
      if (!count) return std::nullopt;
      limit.count = *count;
    } else if (word.starts_with("w=")) {
      limit.window_seconds = parse_unsigned(word.substr(2)).value_or(0);
    }
    first = false;
  }
  return limit;
}

std::string describe_rate_limit(const HeaderList& headers) {
  const auto limit = parse_rate_limit(headers.find("ratelimit-limit"));
  const auto left = parse_rate_limit(headers.find("ratelimit-remaining"));
  if (!limit || !left) return {};
  std::string text = std::to_string(left->count) + " of " + std::to_string(limit->count) + " requests";
  const auto window = std::max(limit->window_seconds, left->window_seconds);
  if (window > 0) text += " in " + std::to_string(window) + " s";
  return text + " are left";
}

bool is_passing_status(long status) {
  return std::ranges::find(kPassingStatuses, status) != kPassingStatuses.end();
}

bool is_passing_error(const Error& error) {
  return error.code == ErrorCode::Unavailable || error.code == ErrorCode::Timeout;
}

std::optional<milliseconds> RetryPolicy::pause(std::uint64_t tries_made, std::optional<seconds> asked) const {
  if (tries_made >= tries_) return std::nullopt;
  if (asked) {
    const milliseconds wait = std::max(*asked, kLeastAsked);
    return wait > longest_ ? std::nullopt : std::optional(wait);
  }
  const auto doublings = std::min<std::uint64_t>(tries_made > 0 ? tries_made - 1 : 0, 16);
  const milliseconds most = std::min(kFirstPause * (1u << doublings), longest_);
  return milliseconds(static_cast<std::int64_t>(static_cast<double>(most.count()) * random_()));
}

}  // namespace lazaret::registry
