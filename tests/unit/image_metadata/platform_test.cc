// SPDX-License-Identifier: Apache-2.0
#include "core/image/platform.h"

#include <gtest/gtest.h>

namespace lazaret::image {
namespace {

std::string round_trip(std::string_view text) {
  const auto platform = parse_platform(text);
  return platform ? to_string(*platform) : "error";
}

TEST(Platform, ReadsWithAndWithoutVariant) {
  EXPECT_EQ(round_trip("linux/amd64"), "linux/amd64");
  EXPECT_EQ(round_trip("linux/arm64/v8"), "linux/arm64/v8");
  EXPECT_EQ(round_trip("Linux/AMD64"), "linux/amd64");
}

TEST(Platform, UnderstandsTheNamesOfUname) {
  EXPECT_EQ(round_trip("linux/x86_64"), "linux/amd64");
  EXPECT_EQ(round_trip("linux/aarch64"), "linux/arm64");
  EXPECT_EQ(round_trip("linux/armhf"), "linux/arm/v7");
}

TEST(Platform, RefusesOtherForms) {
  for (const auto* text : {"", "linux", "linux/", "/amd64", "linux/arm/v7/x", "linux//v7"})
    EXPECT_EQ(round_trip(text), "error") << text;
}

TEST(Platform, DefaultVariantEqualsNone) {
  EXPECT_TRUE(same_platform({"linux", "arm64", "v8"}, {"linux", "arm64", ""}));
  EXPECT_TRUE(same_platform({"linux", "arm", "v7"}, {"linux", "arm", ""}));
  EXPECT_FALSE(same_platform({"linux", "arm", "v6"}, {"linux", "arm", ""}));
  EXPECT_FALSE(same_platform({"windows", "amd64", ""}, {"linux", "amd64", ""}));
}

TEST(Platform, WishWithoutVariantIsContentWithAny) {
  EXPECT_TRUE(satisfies({"linux", "arm", "v6"}, {"linux", "arm", ""}));
  EXPECT_FALSE(satisfies({"linux", "arm", "v6"}, {"linux", "arm", "v7"}));
}

TEST(Platform, HostIsOneThatImagesName) {
  EXPECT_EQ(host_platform().os, "linux");
  EXPECT_NE(host_platform().architecture, "x86_64");
  EXPECT_FALSE(host_platform().architecture.empty());
}

}  // namespace
}  // namespace lazaret::image
