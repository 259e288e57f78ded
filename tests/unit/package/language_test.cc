// SPDX-License-Identifier: Apache-2.0
#include "core/package/language.h"

#include <gtest/gtest.h>

namespace lazaret::package {
namespace {

TEST(Language, IsThatOfThePackageType) {
  EXPECT_EQ(language_of("npm"), "javascript");
  EXPECT_EQ(language_of("pypi"), "python");
  EXPECT_EQ(language_of("golang"), "go");
  EXPECT_EQ(language_of("maven"), "java");
}

TEST(Language, IsUnknownWhereTheTypeDoesNotSay) {
  for (const char* type : {"deb", "apk", "rpm", "hex", "generic", "NPM", ""})
    EXPECT_EQ(language_of(type), "") << type;
}

}  // namespace
}  // namespace lazaret::package
