// SPDX-License-Identifier: Apache-2.0
// Pauses between tries, and what servers say of them; nothing here waits.
#include "core/registry/retry.h"

#include <gtest/gtest.h>

#include "core/registry/throughput_guard.h"

namespace lazaret::registry {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(RetryAfter, IsSecondsOrADate) {
  const Instant now = parse_instant("2015-10-21T07:27:00Z").take();
  EXPECT_EQ(parse_retry_after("120", now), seconds(120));
  EXPECT_EQ(parse_retry_after("0", now), seconds(0));
  EXPECT_EQ(parse_retry_after("Wed, 21 Oct 2015 07:28:00 GMT", now), seconds(60));
  EXPECT_EQ(parse_retry_after("Wednesday, 21-Oct-15 07:28:00 GMT", now), seconds(60));
  EXPECT_EQ(parse_retry_after("Wed Oct 21 07:28:00 2015", now), seconds(60));
  EXPECT_EQ(parse_retry_after("Wed, 21 Oct 2015 07:00:00 GMT", now), seconds(0));
  for (const auto* bad : {"", "-1", "1.5", "35.852\xc2\xb5s", "soon", "tomorrow, perhaps"})
    EXPECT_FALSE(parse_retry_after(bad, now)) << bad;
  EXPECT_EQ(parse_retry_after("18446744073709551615", now), seconds(1'000'000'000));
}

TEST(RateLimit, IsShownWhereBothHeadersAreThere) {
  HeaderList headers;
  EXPECT_EQ(describe_rate_limit(headers), "");
  headers.add("ratelimit-limit", "100;w=21600");
  EXPECT_EQ(describe_rate_limit(headers), "");
  headers.add("ratelimit-remaining", "7 ; w=21600");
  EXPECT_EQ(describe_rate_limit(headers), "7 of 100 requests in 21600 s are left");
  EXPECT_FALSE(parse_rate_limit("many"));
  EXPECT_FALSE(parse_rate_limit(""));
}

TEST(RetryPolicy, GivesUpAfterItsTries) {
  Limits limits;
  limits.registry_tries = 3;
  const RetryPolicy policy(limits, [] { return 0.5; });
  EXPECT_TRUE(policy.pause(2, {}));
  EXPECT_FALSE(policy.pause(3, {}));
  EXPECT_FALSE(policy.pause(4, {}));
}

TEST(RetryPolicy, DoublesUpToItsLongestPause) {
  Limits limits;
  limits.registry_tries = 100;
  const RetryPolicy policy(limits, [] { return 0.999999; });
  EXPECT_EQ(policy.pause(1, {})->count(), 999);
  EXPECT_EQ(policy.pause(2, {})->count(), 1999);
  EXPECT_EQ(policy.pause(4, {})->count(), 7999);
  EXPECT_EQ(policy.pause(99, {})->count(), 59999);
  EXPECT_EQ(RetryPolicy(limits, [] { return 0.0; }).pause(9, {})->count(), 0);
}

TEST(RetryPolicy, KeepsToWhatTheServerAsksWithinBounds) {
  Limits limits;
  const RetryPolicy policy(limits, [] { return 0.0; });
  EXPECT_EQ(policy.pause(1, seconds(0)), milliseconds(1000));
  EXPECT_EQ(policy.pause(1, seconds(59)), milliseconds(59000));
  EXPECT_EQ(policy.pause(1, seconds(60)), milliseconds(60000));
  EXPECT_EQ(policy.pause(1, seconds(61)), std::nullopt);
}

TEST(Statuses, PassOrDoNot) {
  for (const long status : {408L, 425L, 429L, 500L, 502L, 503L, 504L})
    EXPECT_TRUE(is_passing_status(status)) << status;
  for (const long status : {200L, 206L, 400L, 401L, 403L, 404L, 416L, 501L})
    EXPECT_FALSE(is_passing_status(status)) << status;
}

TEST(ThroughputGuard, CountsOnlyTimeSpentWaiting) {
  for (const auto& [bytes, stalls] : {std::pair(999u, true), {1000u, false}, {1001u, false}}) {
    ThroughputGuard guard(seconds(10), 100);
    guard.came(bytes);
    EXPECT_FALSE(guard.stalled_after(milliseconds(9999)));
    EXPECT_EQ(guard.stalled_after(milliseconds(1)), stalls) << bytes;
    EXPECT_FALSE(guard.stalled_after(milliseconds(9999)));  // a new window
    EXPECT_TRUE(guard.stalled_after(milliseconds(1)));
  }
}

}  // namespace
}  // namespace lazaret::registry
