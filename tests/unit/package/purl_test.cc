// SPDX-License-Identifier: Apache-2.0
#include "core/package/purl.h"

#include <gtest/gtest.h>

namespace lazaret::package {
namespace {

Package make_package(std::string type, std::string name, std::string version, std::string arch = {}) {
  Package package;
  package.type = std::move(type);
  package.name = std::move(name);
  package.version = std::move(version);
  package.arch = std::move(arch);
  return package;
}

OsRelease make_os(std::string id, std::string version_id) {
  OsRelease os;
  os.id = std::move(id);
  os.version_id = std::move(version_id);
  return os;
}

TEST(Purl, NamesDistributionPackagesByVendorArchitectureAndRelease) {
  const auto debian = make_os("debian", "12"), alpine = make_os("alpine", "3.20.3");
  EXPECT_EQ(make_purl(make_package("deb", "openssl", "3.0.11-1~deb12u2", "amd64"), &debian),
            "pkg:deb/debian/openssl@3.0.11-1~deb12u2?arch=amd64&distro=debian-12");
  EXPECT_EQ(make_purl(make_package("deb", "libstdc++6", "1:12.2.0-14", "amd64"), &debian),
            "pkg:deb/debian/libstdc%2B%2B6@1:12.2.0-14?arch=amd64&distro=debian-12");
  EXPECT_EQ(make_purl(make_package("apk", "musl", "1.2.5-r0", "x86_64"), &alpine),
            "pkg:apk/alpine/musl@1.2.5-r0?arch=x86_64&distro=alpine-3.20.3");
}

TEST(Purl, PutsAnRpmsEpochAndModuleIntoQualifiers) {
  const auto rhel = make_os("rhel", "8.9"), azure = make_os("azurelinux", "3.0");
  auto package = make_package("rpm", "nodejs", "1:18.19.0-1.module+el8.9.0+1", "x86_64");
  package.properties["modularity"] = "nodejs:18:8090020240101:a75119d5";
  EXPECT_EQ(make_purl(package, &rhel),
            "pkg:rpm/redhat/nodejs@18.19.0-1.module%2Bel8.9.0%2B1?arch=x86_64&distro=rhel-8.9&epoch=1"
            "&modularitylabel=nodejs:18:8090020240101:a75119d5");
  EXPECT_EQ(make_purl(make_package("rpm", "zlib", "1.3-1.azl3"), &azure),
            "pkg:rpm/azurelinux/zlib@1.3-1.azl3?distro=azurelinux-3.0");
}

TEST(Purl, HasNoNamespaceWhereTheSystemIsUnknown) {
  EXPECT_EQ(make_purl(make_package("deb", "tar", "1.34", "amd64"), nullptr), "pkg:deb/tar@1.34?arch=amd64");
  const OsRelease nameless;
  EXPECT_EQ(make_purl(make_package("deb", "tar", "1.34"), &nameless), "pkg:deb/tar@1.34");
}

TEST(Purl, FollowsTheRulesOfEachLanguage) {
  const auto debian = make_os("debian", "12");
  EXPECT_EQ(make_purl(make_package("npm", "@babel/core", "7.0.0"), &debian), "pkg:npm/%40babel/core@7.0.0");
  EXPECT_EQ(make_purl(make_package("npm", "lodash", "4.17.21"), nullptr), "pkg:npm/lodash@4.17.21");
  EXPECT_EQ(make_purl(make_package("pypi", "Typing_Extensions", "4.0"), nullptr),
            "pkg:pypi/typing-extensions@4.0");
  EXPECT_EQ(make_purl(make_package("maven", "org.apache.logging.log4j:log4j-core", "2.14.1"), nullptr),
            "pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1");
  EXPECT_EQ(make_purl(make_package("golang", "github.com/BurntSushi/toml", "v1.0.0"), nullptr),
            "pkg:golang/github.com/burntsushi/toml@v1.0.0");
  EXPECT_EQ(make_purl(make_package("golang", "stdlib", "1.21.3"), nullptr), "pkg:golang/stdlib@1.21.3");
  EXPECT_EQ(make_purl(make_package("swift", "a/b", "1+2"), nullptr), "pkg:swift/a%2Fb@1%2B2");
}

TEST(Purl, EncodesEveryByteThatCouldBreakOut) {
  EXPECT_EQ(make_purl(make_package("npm", "a?b#c@d%e", "1 \n\x1b\xff"), nullptr),
            "pkg:npm/a%3Fb%23c%40d%25e@1%20%0A%1B%FF");
  EXPECT_EQ(make_purl(make_package("golang", "../../a//b", "1"), nullptr), "pkg:golang/../../a/b@1");
}

}  // namespace
}  // namespace lazaret::package
