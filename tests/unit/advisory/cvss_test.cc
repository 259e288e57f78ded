// SPDX-License-Identifier: Apache-2.0
#include "core/advisory/cvss.h"

#include <gtest/gtest.h>

namespace lazaret::advisory {
namespace {

double score(std::string_view vector) {
  const auto scored = score_cvss(vector);
  EXPECT_TRUE(scored.has_value()) << vector;
  return scored.has_value() ? scored.value().score : -1;
}

TEST(Cvss, ScoresVersion2) {
  EXPECT_DOUBLE_EQ(score("AV:N/AC:L/Au:N/C:P/I:N/A:N"), 5.0);  // CVE-2014-0160
  EXPECT_DOUBLE_EQ(score("AV:N/AC:L/Au:N/C:C/I:C/A:C"), 10.0);
}

TEST(Cvss, ScoresVersion3) {
  EXPECT_DOUBLE_EQ(score("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H"), 10.0);  // CVE-2021-44228
  EXPECT_DOUBLE_EQ(score("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"), 9.8);
  EXPECT_DOUBLE_EQ(score("CVSS:3.0/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H"), 7.8);
  EXPECT_DOUBLE_EQ(score("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N"), 0.0);
}

TEST(Cvss, ScoresVersion4) {
  EXPECT_DOUBLE_EQ(score("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"), 9.3);
  EXPECT_DOUBLE_EQ(score("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H"), 10.0);
  EXPECT_DOUBLE_EQ(score("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N"), 0.0);
}

TEST(Cvss, RefusesMissingUnknownAndRepeatedMetrics) {
  EXPECT_FALSE(score_cvss("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H").has_value());
  EXPECT_FALSE(score_cvss("CVSS:3.1/AV:Q/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H").has_value());
  EXPECT_FALSE(score_cvss("CVSS:3.1/AV:N/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H").has_value());
}

}  // namespace
}  // namespace lazaret::advisory
