// SPDX-License-Identifier: Apache-2.0
#include "core/advisory/remediation.h"

#include <gtest/gtest.h>

namespace lazaret::advisory {
namespace {

std::string fix(const std::string& type, const std::string& name, std::string_view family,
                const std::string& fixed) {
  return remediation_for(Package{.type = type, .name = name, .version = "1.0", .source = {name, "1.0"}},
                         family, FixState::Fixed, fixed);
}

TEST(Remediation, NamesTheCommandOfEachPackageManager) {
  EXPECT_EQ(fix("deb", "curl", "Debian", "1.1"), "apt-get install --only-upgrade curl=1.1");
  EXPECT_EQ(fix("apk", "curl", "Alpine", "1.1-r0"), "apk upgrade curl (to 1.1-r0 or later)");
  EXPECT_EQ(fix("rpm", "curl", "Red Hat", "0:1.1-1"), "dnf upgrade curl (to 0:1.1-1 or later)");
  EXPECT_EQ(fix("rpm", "curl", "SUSE", "1.1-1"), "zypper update curl (to 1.1-1 or later)");
  EXPECT_EQ(fix("rpm", "curl", "openSUSE", "1.1-1"), "zypper update curl (to 1.1-1 or later)");
  EXPECT_EQ(fix("rpm", "curl", "Azure Linux", "1.1-1"), "tdnf update curl (to 1.1-1 or later)");
  EXPECT_EQ(fix("npm", "@babel/core", "npm", "7.1.0"), "npm install @babel/core@7.1.0");
  EXPECT_EQ(fix("pypi", "django", "PyPI", "4.2.1"), "pip install django==4.2.1");
  EXPECT_EQ(fix("golang", "stdlib", "Go", "1.21.3"), "rebuild with Go 1.21.3 or later");
  EXPECT_EQ(fix("golang", "golang.org/x/net", "Go", "0.17.0"), "go get golang.org/x/net@v0.17.0 and rebuild");
  EXPECT_EQ(fix("cargo", "tokio", "crates.io", "1.2.3"), "upgrade tokio to 1.2.3 or later");
}

// A binary package of another version than its source: the fixed version is not one that apt knows it by.
TEST(Remediation, DoesNotPinABinaryToTheVersionOfItsSource) {
  const Package package{
      .type = "deb", .name = "libgcc-s1", .version = "12.2.0-14", .source = {"gcc-12", "12.1"}};
  const std::string text = remediation_for(package, "Debian", FixState::Fixed, "12.3");
  EXPECT_EQ(text, "apt-get install --only-upgrade libgcc-s1 (source package gcc-12 12.3)");
}

TEST(Remediation, QuotesWhatAShellWouldRun) {
  EXPECT_EQ(fix("npm", "a;rm -rf /", "npm", "1"), "npm install 'a;rm -rf /@1'");
  EXPECT_EQ(fix("pypi", "it's", "PyPI", "$(id)"), "pip install 'it'\\''s==$(id)'");
  EXPECT_EQ(fix("apk", "", "Alpine", "1"), "apk upgrade '' (to 1 or later)");
  EXPECT_EQ(fix("deb", "a`id`", "Debian", "1"), "apt-get install --only-upgrade 'a`id`'=1");
}

TEST(Remediation, HasASentenceForEachStateWithoutAFix) {
  const Package package{.type = "deb", .name = "curl", .version = "1"};
  const auto text = [&](FixState state) { return remediation_for(package, "Debian", state, ""); };
  EXPECT_EQ(text(FixState::None), "no fixed version of curl is published yet; remove it if it is not needed");
  EXPECT_NE(text(FixState::WontFix).find("will not fix"), std::string::npos);
  EXPECT_NE(text(FixState::Deferred).find("put off"), std::string::npos);
  EXPECT_NE(text(FixState::Unknown).find("do not list as affected"), std::string::npos);
}

}  // namespace
}  // namespace lazaret::advisory
