// SPDX-License-Identifier: Apache-2.0
#include "core/base/time.h"

#include <gtest/gtest.h>

namespace lazaret {
namespace {

TEST(Instant, ReadsTheFormsThatFeedsUse) {
  EXPECT_EQ(parse_instant("1970-01-02")->unix_seconds, 86400);
  EXPECT_EQ(parse_instant("1970-01-01T00:00:01.999Z")->unix_seconds, 1);
  EXPECT_EQ(parse_instant("1970-01-01T01:00:00+01:00")->unix_seconds, 0);
  EXPECT_EQ(parse_instant("2024-01-15T00:00:00+0000")->unix_seconds,
            parse_instant("2024-01-15")->unix_seconds);
}

TEST(Instant, RefusesWhatIsNoDate) {
  for (const char* text :
       {"", "2023-02-29", "2023-13-01", "2023-01-01T24:00:00Z", "2023-01-01T00:00:00", "yesterday"})
    EXPECT_FALSE(parse_instant(text)) << text;
}

TEST(Instant, WritesWhatItReads) {
  EXPECT_EQ(format_instant(*parse_instant("2026-11-23T20:40:05Z")), "2026-11-23T20:40:05Z");
}

}  // namespace
}  // namespace lazaret
