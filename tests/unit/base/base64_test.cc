// SPDX-License-Identifier: Apache-2.0
#include "core/base/base64.h"

#include <gtest/gtest.h>

namespace lazaret {
namespace {

TEST(Base64, WritesAndReadsTheExamplesOfTheStandard) {
  for (const auto& [plain, coded] :
       {std::pair("", ""), {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foobar", "Zm9vYmFy"}}) {
    EXPECT_EQ(base64_encode(plain), coded);
    EXPECT_EQ(base64_decode(coded).value_or("error"), plain);
  }
  const std::string bytes("\x00\xff\x10\x80", 4);
  EXPECT_EQ(base64_decode(base64_encode(bytes)).value_or("error"), bytes);
}

TEST(Base64, RefusesEverythingElse) {
  for (const auto* bad : {"Z", "Zg", "Zg=", "Zg===", "====", "Z===", "Zg==Zg==", "=Zg=", "Zm 8=", "Zm9v\n",
                          "Zm9-", "\xff\xff\xff\xff"})
    EXPECT_FALSE(base64_decode(bad)) << bad;
}

}  // namespace
}  // namespace lazaret
