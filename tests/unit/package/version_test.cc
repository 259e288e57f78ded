// SPDX-License-Identifier: Apache-2.0
// Known pairs of each ordering, what is refused, and the limit. Random pairs: version_property_test,
// version_oracle_test.
#include "core/package/version.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/base/limits.h"

namespace lazaret::package {
namespace {

char sign(std::string_view scheme, std::string_view a, std::string_view b) {
  const auto order = find_version_scheme(scheme)->compare(a, b);
  return !order ? '!' : *order < 0 ? '<' : *order > 0 ? '>' : '=';
}

// Each is older than the next, and than all that follow.
void expect_ascending(std::string_view scheme, const std::vector<std::string_view>& versions) {
  for (std::size_t i = 0; i < versions.size(); ++i)
    for (std::size_t j = 0; j < versions.size(); ++j)
      EXPECT_EQ(sign(scheme, versions[i], versions[j]), i < j   ? '<'
                                                        : i > j ? '>'
                                                                : '=')
          << scheme << ": \"" << versions[i] << "\" \"" << versions[j] << "\"";
}
void expect_equal(std::string_view scheme, const std::vector<std::string_view>& versions) {
  for (const auto a : versions)
    for (const auto b : versions)
      EXPECT_EQ(sign(scheme, a, b), '=') << scheme << ": \"" << a << "\" \"" << b << "\"";
}
void expect_refused(std::string_view scheme, const std::vector<std::string_view>& versions) {
  for (const auto version : versions) {
    EXPECT_FALSE(find_version_scheme(scheme)->check(version)) << scheme << ": \"" << version << "\"";
    EXPECT_EQ(sign(scheme, version, "1"), '!');
    EXPECT_EQ(sign(scheme, "1", version), '!');
  }
}

TEST(VersionSchemes, AreFoundByNameAndByNoOther) {
  for (const auto name : {"dpkg", "rpm", "apk", "semver", "npm", "pep440", "maven", "go"}) {
    ASSERT_NE(find_version_scheme(name), nullptr) << name;
    EXPECT_EQ(find_version_scheme(name)->name, name);
  }
  EXPECT_EQ(version_schemes().size(), 8u);
  EXPECT_EQ(find_version_scheme("deb"), nullptr);
  EXPECT_EQ(find_version_scheme(""), nullptr);
}

TEST(VersionSchemes, KeepTheLengthLimit) {
  const auto limit = Limits{}.version_bytes;
  for (const auto& scheme : version_schemes()) {
    EXPECT_TRUE(scheme.check(std::string(limit - 1, '1'))) << scheme.name;
    EXPECT_TRUE(scheme.check(std::string(limit, '1'))) << scheme.name;
    const auto refused = scheme.check(std::string(limit + 1, '1'));
    ASSERT_FALSE(refused) << scheme.name;
    EXPECT_EQ(refused.error().code, ErrorCode::LimitExceeded);
    EXPECT_EQ(refused.error().message,
              std::string(scheme.name) + " version of 1025 bytes is longer than the limit of 1024");
  }
}

TEST(VersionSchemes, CompareNumbersOfAnySize) {
  const std::string larger = "1." + std::string(900, '9'), smaller = "1." + std::string(899, '9');
  for (const auto& scheme : version_schemes())
    EXPECT_EQ(sign(scheme.name, larger, smaller), '>') << scheme.name;
  for (const auto& scheme : version_schemes())
    EXPECT_EQ(sign(scheme.name, "18446744073709551616", "18446744073709551617"), '<') << scheme.name;
}

TEST(VersionSchemes, RefuseEmptyTextControlsAndSpaces) {
  for (const auto& scheme : version_schemes())
    expect_refused(scheme.name, {"", " ", "1 2", "1\n", "1\x1b[31m", "1.\xff", std::string_view("1\0", 2)});
}

TEST(VersionSchemes, StayQuickOnHostileText) {
  for (const auto& scheme : version_schemes())
    for (const std::string_view piece : {"-", "1-", "a1", "~", "^", ".0", "_p", "-a.", "0"}) {
      std::string hostile = "1";
      while (hostile.size() + piece.size() <= Limits{}.version_bytes) hostile += piece;
      const auto once = scheme.compare(hostile, hostile);
      EXPECT_TRUE(!once || *once == 0) << scheme.name << " " << piece;
    }
}

TEST(DpkgVersion, OrdersAsDebianDoes) {
  expect_ascending("dpkg", {"1.0~~", "1.0~~a", "1.0~", "1.0~rc1-1", "1.0", "1.0-0.1", "1.0-1", "1.0-1+b1",
                            "1.0-1.1", "1.0a", "1.0+dfsg-1", "1.0.1", "1.2", "1.10", "2", "1:0.1", "2:0~1"});
  expect_ascending("dpkg", {"3.0.11-1~deb12u1", "3.0.11-1~deb12u2", "3.0.11-1"});
  expect_equal("dpkg", {"1.0", "0:1.0", "1.0-0", "1.00", "01.0-00"});
}

TEST(DpkgVersion, RefusesWhatHasNoOrder) {
  expect_refused("dpkg",
                 {":1", "a:1", "-1:1", "+1:1", "1:", "1-", "1:-1", "-1", "1_2", "1-1:2", "1.0\xc3\xa9"});
}

TEST(RpmVersion, OrdersAsRpmDoes) {
  expect_ascending("rpm", {"1.0~rc1-1", "1.0~rc2-1", "1.0-1~beta", "1.0-1", "1.0-1.el8", "1.0-1.el8_4",
                           "1.0-1.el9", "1.0-2", "1.0-10", "1.0^20230101-1", "1.0a-1", "1.0.1-1", "1.1-1",
                           "1.10-1", "1:0.1-1", "2:0.1-1"});
  expect_ascending("rpm", {"1-1.module_el8.4.0+1~a", "1-1.module_el8.4.0+1", "1-1.module_el8.10.0+1"});
  expect_equal("rpm", {"1.0-1", "0:1.0-1", "1.0-01", "1_0-1", "1..0-1", "1.0.-1"});
  EXPECT_EQ(sign("rpm", "fc4", "fc.4"), '=');
  EXPECT_EQ(sign("rpm", "2a", "2.0"), '<');
}

TEST(RpmVersion, ReleaseThatIsMissingIsNotCompared) {
  EXPECT_EQ(sign("rpm", "1.0", "1.0-1"), '=');
  EXPECT_EQ(sign("rpm", "1.0-99", "1.0"), '=');
  EXPECT_EQ(sign("rpm", "1.0", "1.1-1"), '<');
}

TEST(RpmVersion, RefusesWhatHasNoOrder) {
  expect_refused("rpm", {":1", "a:1", "1:", "1-", "-1", "1:-1", "1:2:3", "1:2-3:4"});
}

TEST(ApkVersion, OrdersAsApkToolsDo) {
  expect_ascending("apk", {"1.0_alpha", "1.0_alpha-r1", "1.0_alpha1", "1.0_alpha2",
                           "1.0_beta",  "1.0_pre",      "1.0_rc",     "1.0_rc1_p1",
                           "1.0",       "1.0-r0",       "1.0-r2",     "1.0-r10",
                           "1.0~ab-r0", "1.0_cvs",      "1.0_svn",    "1.0_git20230101",
                           "1.0_hg",    "1.0_p",        "1.0_p-r3",   "1.0_p1",
                           "1.0a",      "1.0b",         "1.0.0",      "1.0.1",
                           "1.1",       "1.10",         "2"});
  expect_equal("apk", {"1-r1", "01-r1", "1-r01"});
}

TEST(ApkVersion, ComparesNumbersWithLeadingZerosAsText) {
  expect_ascending("apk", {"1.0", "1.00", "1.01", "1.010", "1.02", "1.1", "1.2", "1.10"});
  EXPECT_EQ(sign("apk", "8.2.0015", "8.2.002"), '<');
}

TEST(ApkVersion, RefusesWhatDoesNotBeginWithANumber) {
  expect_refused("apk", {"a", ".1", "-r1", "_p1", "~ab", "v1", "1 2", "1\t", "1\x7f", "1\xc3\xa4"});
}

// libretls of Alpine 3.14 is 3.3.3p1-r3: a number after the letter is not of the form.
TEST(ApkVersion, OrdersVersionsOfAnotherFormAsFarAsTheFormGoes) {
  EXPECT_EQ(sign("apk", "3.3.3p1-r3", "3.3.4-r0"), '<');
  EXPECT_EQ(sign("apk", "3.3.3p1-r3", "3.3.3-r9"), '>');
  EXPECT_EQ(sign("apk", "3.3.3p1-r3", "3.3.3q"), '<');
  for (const auto* version : {"3.3.3p1-r3", "1.", "1..2", "1ab", "1_", "1_foo", "1_alphabeta", "1-", "1-r",
                              "1-1", "1-r1-r2", "1A", "1~", "1~xyz", "1-r1_p1", "1.0_p~"}) {
    EXPECT_TRUE(find_version_scheme("apk")->check(version)) << version;
    EXPECT_EQ(sign("apk", version, "2"), version[0] == '3' ? '>' : '<') << version;
    EXPECT_EQ(sign("apk", version, version), '=') << version;
  }
}

TEST(ApkVersion, RefusesAComparisonThatTheFormDoesNotDecide) {
  for (const auto& [a, b] : {std::pair{"3.3.3p1-r3", "3.3.3p1-r4"},
                             {"3.3.3p1-r3", "3.3.3p"},
                             {"3.3.3p1", "3.3.3p-r1"},
                             {"3.3.3p1", "3.3.3p_rc1"},
                             {"1_foo", "1"},
                             {"1_foo", "1_bar"},
                             {"1.", "1"}}) {
    EXPECT_EQ(sign("apk", a, b), '!') << a << " " << b;
    EXPECT_EQ(sign("apk", b, a), '!') << a << " " << b;
  }
}

TEST(SemverVersion, OrdersAsItsSpecificationDoes) {
  for (const auto scheme : {"semver", "npm", "go"}) {
    expect_ascending(scheme, {"1.0.0-1", "1.0.0-2", "1.0.0-10", "1.0.0-alpha", "1.0.0-alpha.1",
                              "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1",
                              "1.0.0", "1.0.1", "1.2.0", "1.10.0", "2.0.0"});
    expect_equal(scheme, {"1.2.0", "v1.2.0", "1.2", "v1.2", "1.2.0+build", "1.2.0+other.1", "01.02.00"});
    expect_refused(scheme, {"v", "x", "1.", "1.2.3.4", "1.x", "1.2.3-", "1.2.3-a..b", "1.2.3+", "1.2.3-a_b",
                            "^1.2.3", ">=1"});
  }
  EXPECT_EQ(sign("npm", "1.0.0beta", "1.0.0-beta"), '=');
  EXPECT_EQ(sign("npm", "4.17.20", "4.17.21"), '<');
}

TEST(GoVersion, OrdersPseudoVersionsAndIncompatibleOnes) {
  expect_ascending(
      "go", {"v0.0.0-20190308221718-c2843e01d9a2", "v0.0.0-20220314234659-1baeb1ce4c0b", "v0.0.1",
             "v1.2.3-0.20200101000000-abcdefabcdef", "v1.2.3-pre", "v1.2.3-pre.0.20200101000000-abcdefabcdef",
             "v1.2.3", "v2.0.0+incompatible", "v2.0.1"});
}

TEST(GoVersion, OrdersToolchainTags) {
  expect_ascending(
      "go", {"1.20", "1.21.0-0", "1.21beta1", "1.21rc2", "1.21rc10", "1.21.0", "1.21.3", "1.21.10", "1.22"});
  expect_equal("go", {"go1.21.3", "1.21.3", "v1.21.3"});
  expect_equal("go", {"1.21rc2", "1.21.0-rc.2"});
  expect_refused("go", {"(devel)", "devel", "go", "gov", "=1.2"});
}

TEST(Pep440Version, OrdersAsPythonDoes) {
  expect_ascending(
      "pep440", {"1.0.dev1",   "1.0a1.dev1", "1.0a1",   "1.0a2", "1.0b1",          "1.0rc1",    "1.0",
                 "1.0+abc",    "1.0+abc.5",  "1.0+abd", "1.0+5", "1.0.post1.dev1", "1.0.post1", "1.0.post1+a",
                 "1.0.1.dev0", "1.0.1",      "1.1",     "1.10",  "2023.1",         "1!0.1"});
}

TEST(Pep440Version, NormalisesEverySpelling) {
  expect_equal("pep440", {"1.0rc1", "1.0.0-RC1", "v1.0c1", "1.0_pre.1", "1.0preview-1", "0!01.0.rc01"});
  expect_equal("pep440", {"1.0.post1", "1.0-1", "1.0post1", "1.0-r1", "1.0.rev1", "1.0_POST_1"});
  expect_equal("pep440", {"1.0.dev0", "1.0dev", "1-dev", "1.0.0_DEV.0"});
  expect_equal("pep440", {"1.0+ubuntu.1", "1.0+ubuntu-1", "1.0+UBUNTU_01"});
}

TEST(Pep440Version, RefusesWhatIsNoVersion) {
  expect_refused("pep440", {"a", "2004d", "1.0-x", "1!", "!1", "1.0+", "1.0+a..b", "1.0*", "1..0", "1.0-",
                            "1.0.post1rc1", "vv1"});
}

TEST(MavenVersion, OrdersAsMavenDoes) {
  expect_ascending(
      "maven", {"1-alpha", "1-alpha-1", "1-alpha2", "1-beta", "1-milestone1", "1-rc1", "1-rc2", "1-SNAPSHOT",
                "1", "1-sp", "1-abc", "1-1", "1-2", "1.1-snapshot", "1.1", "1.2", "1.10", "2"});
  expect_ascending("maven", {"2.0-beta9", "2.0-rc1", "2.0", "2.0.1", "2.12.4", "2.13.0-rc1", "2.14.1",
                             "2.15.0", "2.17.1"});
  expect_ascending("maven", {"31.0-android", "31.0.1-android", "31.1-jre", "32.0.0-android", "32.0.0-jre"});
}

TEST(MavenVersion, TrimsWhatSaysNothing) {
  expect_equal("maven",
               {"1", "1.0", "1.0.0", "1-0", "1.0-0", "1-ga", "1.final", "1.0.0-RELEASE", "1.", "01.0"});
  expect_equal("maven", {"1.0-rc1", "1-cr1", "1rc1", "1.0.0.RC1"});
  expect_equal("maven", {"1-a1", "1-alpha1", "1.0-ALPHA-1"});
  // A dot before a word is a hyphen, so that the zeros before it go away: Tomcat's advisories mix the forms.
  expect_equal("maven", {"9.0.0-M1", "9.0.0.M1", "9-M1"});
  expect_equal("maven", {"8.0.0RC1", "8.0.0.RC1", "8.0.0-RC1"});
  EXPECT_EQ(sign("maven", "9.0.0.M1", "9.0.0-M11"), '<');
  EXPECT_EQ(sign("maven", "9.0.0-M11", "9.0.0.M2"), '>');
  EXPECT_EQ(sign("maven", "8.0.0-RC3", "8.0.0.RC1"), '>');
  EXPECT_EQ(sign("maven", "1-a", "1-alpha"), '>');
}

}  // namespace
}  // namespace lazaret::package
