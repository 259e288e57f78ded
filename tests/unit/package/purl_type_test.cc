// SPDX-License-Identifier: Apache-2.0
// The table of purl types: sorted, its schemes, and the letters of names.
#include "core/package/purl_type.h"

#include <gtest/gtest.h>

#include "core/package/version.h"

namespace lazaret::package {
namespace {

TEST(PurlType, FindsEachTypeByItsExactName) {
  for (const char* type : {"alpm", "apk", "cargo", "deb", "golang", "npm", "pypi", "rpm", "swift"}) {
    ASSERT_NE(find_purl_type(type), nullptr) << type;
    EXPECT_EQ(find_purl_type(type)->name, type);
  }
  for (const char* type : {"", "de", "debx", "DEB", "zzz", "\xff"}) EXPECT_EQ(find_purl_type(type), nullptr);
}

TEST(PurlType, EveryOrderingThatExistsIsReachedFromAType) {
  EXPECT_EQ(scheme_of_purl_type("deb"), "dpkg");
  EXPECT_EQ(scheme_of_purl_type("golang"), "go");
  EXPECT_EQ(scheme_of_purl_type("pypi"), "pep440");
  EXPECT_EQ(scheme_of_purl_type("cargo"), "semver");
  EXPECT_EQ(scheme_of_purl_type("opam"), "");
  EXPECT_EQ(scheme_of_purl_type("unheard-of"), "");
  for (const char* type : {"apk", "cargo", "deb", "golang", "maven", "npm", "pypi", "rpm"})
    EXPECT_NE(find_version_scheme(scheme_of_purl_type(type)), nullptr) << type;
}

TEST(PurlType, NamesAreWrittenInTheLettersOfTheirType) {
  EXPECT_EQ(normal_purl_space("golang", "github.com/BurntSushi"), "github.com/burntsushi");
  EXPECT_EQ(normal_purl_name("golang", "TOML"), "toml");
  EXPECT_EQ(normal_purl_name("pypi", "Typing_Extensions.X"), "typing-extensions.x");
  EXPECT_EQ(normal_purl_space("rpm", "Fedora"), "fedora");
  EXPECT_EQ(normal_purl_name("rpm", "PyYAML"), "PyYAML");
  EXPECT_EQ(normal_purl_name("npm", "JSONStream"), "JSONStream");
  EXPECT_EQ(normal_purl_name("unheard-of", "As_Is"), "As_Is");
  EXPECT_EQ(normal_purl_name("", "As_Is"), "As_Is");
}

}  // namespace
}  // namespace lazaret::package
