// SPDX-License-Identifier: Apache-2.0
// The built detectors over images in memory and real databases, through the plugin ABI (no worker, no jail).
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <tuple>

#include "core/base/fd.h"
#include "tests/support/fake_host.h"
#include "tests/support/shared_data.h"

namespace lazaret::test {
namespace {

using Files = std::map<std::string, std::string>;
using Names = std::vector<std::string>;

struct Scan {
  std::int32_t status = LZ_ERR_INTERNAL;
  Detection detection;
};

Scan scan(const std::string& name, Files files, std::map<std::string, std::string> links = {}) {
  const LoadedPlugin plugin = load_plugin(std::string(LAZARET_PLUGIN_ROOT) + "/" + name + "/" + name + ".so");
  EXPECT_EQ(plugin.problem, "");
  if (plugin.descriptor == nullptr) return {};
  FakeHost host(std::move(files), plugin.asks, std::move(links));
  Scan result;
  result.status = host.run(*plugin.descriptor);
  result.detection = host.detection();
  return result;
}

// "name version", sorted.
Names listed(const Detection& detection) {
  Names names;
  for (const auto& package : detection.packages) names.push_back(package.name + " " + package.version);
  std::sort(names.begin(), names.end());
  return names;
}

class Plugins : public ::testing::TestWithParam<const char*> {};

TEST_P(Plugins, SayTheSameInNoteAndSymbol) {
  const std::string name = GetParam();
  const LoadedPlugin plugin = load_plugin(std::string(LAZARET_PLUGIN_ROOT) + "/" + name + "/" + name + ".so");
  ASSERT_EQ(plugin.problem, "");
  ASSERT_NE(plugin.descriptor, nullptr);
  EXPECT_EQ(plugin.descriptor->magic, LZ_PLUGIN_MAGIC);
  EXPECT_EQ(plugin.descriptor->id, plugin.id);
  EXPECT_EQ(plugin.descriptor->version, plugin.version);
}

TEST_P(Plugins, FindNothingInAnEmptyImage) {
  const Scan result = scan(GetParam(), {});
  EXPECT_EQ(result.status, LZ_OK);
  EXPECT_TRUE(result.detection.packages.empty());
  EXPECT_TRUE(result.detection.gaps.empty());
}

INSTANTIATE_TEST_SUITE_P(All, Plugins,
                         ::testing::Values("apk", "dpkg", "go", "java", "node", "os-release", "python", "rpm",
                                           "template"));

TEST(TemplateDetector, StopsWhereTheHostSaysSo) {
  const LoadedPlugin plugin = load_plugin(std::string(LAZARET_PLUGIN_ROOT) + "/template/template.so");
  ASSERT_EQ(plugin.problem, "");
  FakeHost host({{"opt/a/VERSION", "1\n"}, {"opt/b/VERSION", "2\n"}}, plugin.asks);
  host.emit_limit = 1;
  EXPECT_EQ(host.run(*plugin.descriptor), LZ_ERR_LIMIT);
  EXPECT_EQ(listed(host.detection()), Names{"a 1"});
}

TEST(TemplateDetector, TurnsARefusedRecordIntoAGap) {
  const Scan result = scan("template", {{"opt/a\xff/VERSION", "1\n"}, {"opt/b/VERSION", "2\n"}});
  EXPECT_EQ(result.status, LZ_OK);
  EXPECT_EQ(listed(result.detection), Names{"b 2"});
  ASSERT_EQ(result.detection.gaps.size(), 1u);
  EXPECT_EQ(result.detection.gaps[0].kind, "unparsable_file");
}

TEST(OsReleaseDetector, FollowsTheLinkInEtc) {
  const Scan result =
      scan("os-release",
           {{"usr/lib/os-release", "ID=debian\nVERSION_ID=\"12\"\n"}, {"etc/debian_version", "12.5\n"}},
           {{"etc/os-release", "usr/lib/os-release"}});
  ASSERT_TRUE(result.detection.os.has_value());
  EXPECT_EQ(result.detection.os->id, "debian");
  EXPECT_EQ(result.detection.os->version_id, "12");
}

TEST(OsReleaseDetector, FallsBackToOlderFiles) {
  const Scan result = scan("os-release", {{"etc/alpine-release", "3.3.1\n"}});
  ASSERT_TRUE(result.detection.os.has_value());
  EXPECT_EQ(result.detection.os->id + " " + result.detection.os->version_id, "alpine 3.3.1");
}

TEST(DpkgDetector, ReadsDistrolessStanzasAndWhatTheyOwn) {
  const Scan result =
      scan("dpkg",
           {{"var/lib/dpkg/status.d/base-files", "Package: base-files\nVersion: 12.4\nArchitecture: amd64\n"},
            {"var/lib/dpkg/status.d/base-files.md5sums",
             "0123456789abcdef0123456789abcdef  usr/lib/os-release\n"}});
  EXPECT_EQ(listed(result.detection), Names{"base-files 12.4"});
  EXPECT_EQ(result.detection.owned_paths, Names{"usr/lib/os-release"});
}

TEST(DpkgDetector, AgreesWithDpkgQueryOnThisMachine) {
  const auto status = read_data("/var/lib/dpkg/status");
  const auto expected = output_of(
      "dpkg-query -W -f "
      "'${db:Status-Abbrev}\\t${Package}\\t${Version}\\t${Architecture}\\t${source:Package}\\t${source:"
      "Version}\\n'");
  if (!status || !expected) GTEST_SKIP() << "no dpkg here";
  Names wanted;
  for (const auto& row : read_table(*expected, false))
    if (row[0][1] != 'n' && row[0][1] != 'c')
      wanted.push_back(row[1] + " " + row[2] + " " + row[3] + " " + row[4] + " " + row[5]);
  const Scan result = scan("dpkg", {{"var/lib/dpkg/status", *status}});
  Names found;
  for (const auto& package : result.detection.packages)
    found.push_back(package.name + " " + package.version + " " + package.arch + " " + package.source.name +
                    " " + package.source.version);
  std::sort(wanted.begin(), wanted.end());
  std::sort(found.begin(), found.end());
  EXPECT_EQ(found, wanted);
}

class ApkImages : public ::testing::TestWithParam<const char*> {};

TEST_P(ApkImages, HoldWhatTheirListSays) {
  const auto shared = shared_directory();
  if (!shared) GTEST_SKIP() << "no shared data: set LAZARET_SHARED";
  const std::string image = *shared + "/images/alpine-" + GetParam();
  const auto table = read_data(image + ".packages.tsv");
  const auto database = output_of("python3 " LAZARET_SOURCE_ROOT "/tests/support/image_file.py '" + image +
                                  ".oci.tar' lib/apk/db/installed");
  if (!table || !database) GTEST_SKIP() << image << " is not there";
  const Scan result = scan("apk", {{"lib/apk/db/installed", *database}});
  std::vector<Names> found;
  for (const auto& package : result.detection.packages)
    found.push_back({package.name, package.version, package.arch, package.source.name,
                     package.licenses.empty() ? "" : package.licenses[0]});
  auto wanted = read_table(*table, true);
  std::sort(found.begin(), found.end());
  std::sort(wanted.begin(), wanted.end());
  EXPECT_EQ(found, wanted);
  EXPECT_NE(
      std::find(result.detection.owned_paths.begin(), result.detection.owned_paths.end(), "bin/busybox"),
      result.detection.owned_paths.end());
}

INSTANTIATE_TEST_SUITE_P(Real, ApkImages,
                         ::testing::Values("3.6.5", "3.9.6", "3.10.9", "3.11.13", "3.14.10", "3.18.9",
                                           "3.20.3"));

TEST(RpmDetector, GivesSourceEpochAndModularity) {
  const auto shared = shared_directory();
  const auto file =
      shared ? read_data(*shared + "/rpmdb/made/centos8-modularitylabel/Packages") : std::nullopt;
  if (!file) GTEST_SKIP() << "no shared data: set LAZARET_SHARED";
  const Scan result = scan("rpm", {{"var/lib/rpm/Packages", *file}});
  EXPECT_EQ(result.detection.packages.size(), 517u);  // of 518, one is a key
  const auto labelled =
      std::count_if(result.detection.packages.begin(), result.detection.packages.end(),
                    [](const Package& package) { return package.properties.contains("modularity"); });
  EXPECT_EQ(labelled, 21);
  for (const auto& package : result.detection.packages)
    EXPECT_FALSE(package.source.name.empty()) << package.name;
}

TEST(RpmDetector, SaysThatALogIsNotRead) {
  const auto shared = shared_directory();
  const auto file = shared ? read_data(*shared + "/rpmdb/rpm-testsuite/rpmdb.sqlite") : std::nullopt;
  if (!file) GTEST_SKIP() << "no shared data: set LAZARET_SHARED";
  const Scan result =
      scan("rpm", {{"var/lib/rpm/rpmdb.sqlite", *file}, {"var/lib/rpm/rpmdb.sqlite-wal", "x"}});
  EXPECT_EQ(result.detection.packages.size(), 2u);  // of three, one is a key
  ASSERT_EQ(result.detection.gaps.size(), 1u);
  EXPECT_EQ(result.detection.gaps[0].subject, "var/lib/rpm/rpmdb.sqlite-wal");
}

TEST(NodeDetector, ListsInstalledPackagesAlone) {
  const Scan result = scan(
      "node",
      {{"app/package.json", R"({"name":"app","version":"1.0.0"})"},
       {"app/node_modules/a/package.json", R"({"name":"a","version":"1.2.3","license":"MIT"})"},
       {"app/node_modules/@s/b/package.json", R"({"name":"@s/b","version":"2.0.0"})"},
       {"app/node_modules/a/test/node_modules/fake/package.json", R"({"name":"fake","version":"0.0.1"})"},
       {"app/node_modules/a/esm/package.json", R"({"type":"module"})"},
       {"app/node_modules/c/package.json", "{"}});
  EXPECT_EQ(listed(result.detection), (Names{"@s/b 2.0.0", "a 1.2.3"}));
  ASSERT_EQ(result.detection.gaps.size(), 1u);
  EXPECT_EQ(result.detection.gaps[0].subject, "app/node_modules/c/package.json");
  EXPECT_EQ(result.detection.owned_paths, (Names{"app/node_modules/@s/b/", "app/node_modules/a/"}));
}

TEST(PythonDetector, ListsWheelsAndEggs) {
  const Scan result = scan("python", {{"usr/lib/python3/dist-packages/six-1.16.0.egg-info",
                                       "Metadata-Version: 2.1\nName: six\nVersion: 1.16.0\n"},
                                      {"v/site-packages/Django-3.2.dist-info/METADATA",
                                       "Name: Django\nVersion: 3.2\nLicense: BSD\n\nName: x\n"},
                                      {"v/site-packages/Django-3.2.dist-info/RECORD",
                                       "../../bin/django-admin,sha256=x,12\ndjango/__init__.py,,\n"},
                                      {"v/site-packages/bad.egg-info/PKG-INFO", "Version: 1\n"}});
  EXPECT_EQ(listed(result.detection), (Names{"Django 3.2", "six 1.16.0"}));
  EXPECT_EQ(result.detection.gaps.size(), 1u);
  const auto& owned = result.detection.owned_paths;
  EXPECT_NE(std::find(owned.begin(), owned.end(), "bin/django-admin"), owned.end());
}

TEST(GoDetector, ReadsWhatTheLinkerWrote) {
  const char* script = "python3 " LAZARET_SOURCE_ROOT "/tests/support/go_program.py";
  const auto program = output_of(script);
  if (!program || program->empty()) GTEST_SKIP() << "no Go toolchain here";
  const auto version = output_of(std::string(script) + " --version");
  const Scan result = scan("go", {{"usr/bin/hello", *program}, {"usr/bin/broken", program->substr(0, 100)}});
  EXPECT_EQ(result.status, LZ_OK);
  const Names found = listed(result.detection);
  EXPECT_NE(std::find(found.begin(), found.end(), "stdlib " + *version), found.end());
  EXPECT_NE(std::find(found.begin(), found.end(), "example.org/dependency v1.2.3"), found.end())
      << ::testing::PrintToString(found);
}

TEST(JavaDetector, FindsNestedAndShadedPackages) {
  const auto archive = output_of("python3 " LAZARET_SOURCE_ROOT "/tests/support/java_archive.py");
  if (!archive) GTEST_SKIP() << "no Python here";
  const Scan result = scan("java", {{"srv/app.war", *archive}});
  EXPECT_EQ(listed(result.detection), (Names{"com.example:shaded 0.9", "guava 31.1-jre",
                                             "org.apache.logging.log4j:log4j-core 2.14.1"}));
  for (const auto& package : result.detection.packages) {
    EXPECT_EQ(package.locations[0].path, "srv/app.war");
    EXPECT_TRUE(package.properties.contains("inside")) << package.name;
  }
}

}  // namespace
}  // namespace lazaret::test
