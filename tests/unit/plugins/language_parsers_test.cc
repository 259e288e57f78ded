// SPDX-License-Identifier: Apache-2.0
// The parsers of the node, python, java and go detectors over small inputs, right and wrong.
#include <gtest/gtest.h>

#include "core/base/fd.h"
#include "plugins/go/build_info.h"
#include "plugins/go/elf_section.h"
#include "plugins/java/identity.h"
#include "plugins/java/manifest.h"
#include "plugins/node/package_json.h"
#include "plugins/python/file_record.h"
#include "plugins/python/metadata.h"

namespace lazaret {
namespace {

TEST(NodePackageJson, KnowsAnInstalledPackagesManifest) {
  for (const char* path :
       {"node_modules/a/package.json", "app/node_modules/@s/a/package.json",
        "n/node_modules/a/node_modules/b/package.json", "n/node_modules/@s/a/node_modules/@t/b/package.json",
        "node_modules/.pnpm/a@1/node_modules/a/package.json"})
    EXPECT_TRUE(node::is_installed_manifest(path)) << path;
  for (const char* path :
       {"package.json", "a/package.json", "node_modules/package.json", "node_modules/@s/package.json",
        "node_modules/a/lib/package.json", "node_modules/a/test/node_modules/b/package.json",
        "node_modules/.cache/a/package.json", "node_modules/a/index.js", ""})
    EXPECT_FALSE(node::is_installed_manifest(path)) << path;
}

TEST(NodePackageJson, TakesNameVersionAndLicence) {
  const auto package = node::parse_package_json(
      "\xef\xbb\xbf{\"name\": \"@s/a\", \"version\": \"1.0.0\", \"licenses\": [{\"type\": \"MIT\"}, "
      "{\"type\": \"ISC\"}]}");
  ASSERT_TRUE(package.has_value() && package->has_value());
  EXPECT_EQ((*package)->name, "@s/a");
  EXPECT_EQ((*package)->license, "MIT AND ISC");
}

TEST(NodePackageJson, IsSilentOnlyAboutWhatIsNoPackage) {
  EXPECT_FALSE(node::parse_package_json("{\"type\": \"module\"}")->has_value());
  EXPECT_FALSE(node::parse_package_json("{\"name\": \"a\", \"version\": 1}")->has_value());
  EXPECT_FALSE(node::parse_package_json("{\"name\": \"a\"").has_value());
}

TEST(PythonMetadata, StopsAtTheFirstEmptyLine) {
  const auto metadata =
      python::parse_metadata("Name: Django\r\nVersion: 3.2\r\nLicense: UNKNOWN\r\n\r\nName: other\n");
  ASSERT_TRUE(metadata.has_value());
  EXPECT_EQ(metadata->name + " " + metadata->version + metadata->license, "Django 3.2");
  EXPECT_EQ(python::parse_metadata("name: a\nversion: 1\nLicense: BSD\nLicense-Expression: MIT\n")->license,
            "MIT");
  EXPECT_EQ(python::parse_metadata("\nName: a\nVersion: 1\n").error().message, "the header Name is missing");
  EXPECT_EQ(python::parse_metadata("Name: a\n").error().message, "the header Version is missing");
}

TEST(PythonFileRecord, ResolvesPathsInsideTheRoot) {
  EXPECT_EQ(python::resolve("usr/lib/site", "../../bin/pip"), "usr/bin/pip");
  EXPECT_EQ(python::resolve("usr", "../../x"), "");
  EXPECT_EQ(python::resolve("usr", "/etc/./x"), "etc/x");
  std::string files;
  python::for_each_recorded("a.py,sha256=x,1\n\"b\"\"c,d.py\",,\n\n", "s",
                            [&](std::string_view path) { files.append(path).append("|"); });
  EXPECT_EQ(files, "s/a.py|s/b\"c,d.py|");
}

TEST(JavaManifest, JoinsContinuedLinesOfTheMainSection) {
  const auto manifest = java::parse_manifest(
      "Implementation-Ti\r\n tle: log4j\r\nBundle-SymbolicName: "
      "org.x.y;singleton:=true\r\n\r\nImplementation-Version: 9\r\n");
  EXPECT_EQ(manifest.implementation_title, "log4j");
  EXPECT_EQ(manifest.bundle_symbolic_name, "org.x.y");
  EXPECT_EQ(manifest.implementation_version, "");
}

TEST(JavaManifest, ReadsPomProperties) {
  const auto pom = java::parse_pom_properties(
      "#Generated\n!x\nversion=2.14.1\r\ngroupId : org.apache\\:x\nartifactId=log4j-core\n");
  EXPECT_EQ(pom.group + "|" + pom.artifact + "|" + pom.version, "org.apache:x|log4j-core|2.14.1");
}

TEST(JavaIdentity, FindsTheVersionInAFileName) {
  const auto parts = [](std::string_view name) {
    const auto file = java::split_file_name(name);
    return file.artifact + "|" + file.version;
  };
  EXPECT_EQ(parts("log4j-core-2.14.1.jar"), "log4j-core|2.14.1");
  EXPECT_EQ(parts("log4j-1.2-api-2.14.1.jar"), "log4j-1.2-api|2.14.1");
  EXPECT_EQ(parts("guava-31.1-jre.jar"), "guava|31.1-jre");
  EXPECT_EQ(parts("x-1.0-rc-1.jar"), "x|1.0-rc-1");
  EXPECT_EQ(java::split_file_name("app.jar").version, "");
  EXPECT_EQ(java::split_file_name("-2.e-.jar").version, "");  // nothing is read behind its end
  EXPECT_TRUE(java::is_archive_name("a/b.JAR"));
  EXPECT_FALSE(java::is_archive_name("a.jar.txt"));
}

TEST(JavaIdentity, SaysThatAFileIsNoArchive) {
  std::string gaps;
  const java::Found found{[](const java::Package&) { FAIL(); },
                          [&](std::string_view kind, const std::string&) { gaps += kind; }};
  java::find_packages(as_byte_span("not a zip"), "a-1.jar", Limits(), found);
  EXPECT_EQ(gaps, "unparsable_file");
}

std::string build_info(std::string_view toolchain, std::string_view modules, char flags = 2) {
  std::string bytes = "\xff Go buildinf:";
  bytes += '\x08';
  bytes += flags;
  bytes.resize(32);
  const std::string framed =
      modules.empty() ? "" : std::string(16, 's') + std::string(modules) + std::string(16, 'e');
  for (const std::string_view text : {toolchain, std::string_view(framed)}) {
    std::size_t size = text.size();
    for (; size >= 0x80; size >>= 7) bytes += static_cast<char>(0x80 | (size & 0x7f));
    bytes += static_cast<char>(size);
    bytes += text;
  }
  return bytes;
}

TEST(GoBuildInfo, TakesModulesAndHonoursReplacements) {
  const std::string bytes =
      build_info("go1.21.5 X:foo",
                 "path\tx/"
                 "cmd\nmod\tx\t(devel)\t\ndep\ta\tv1.0.0\th1:x\ndep\tb\tv1.1.0\n=>\tc\tv2.0.0\th1:"
                 "y\ndep\td\tv1.2.0\n=>\t./d\t\t\n"
                 "build\tvcs.revision=0123456789abcdef0123\nbuild\tvcs.time=2024-05-01T10:20:30Z\n");
  const auto info = go::parse_build_info(as_byte_span(bytes));
  ASSERT_TRUE(info.has_value()) << info.error().message;
  EXPECT_EQ(info->toolchain, "1.21.5");
  EXPECT_EQ(info->main.version, "v0.0.0-20240501102030-0123456789ab");
  ASSERT_EQ(info->dependencies.size(), 3u);
  EXPECT_EQ(
      info->dependencies[1].path + " " + info->dependencies[1].version + " " + info->dependencies[1].replaces,
      "c v2.0.0 b");
  EXPECT_EQ(info->dependencies[2].path + " " + info->dependencies[2].version + " " +
                info->dependencies[2].replaced_by,
            "d v1.2.0 ./d");
}

TEST(GoBuildInfo, SaysWhatItCannotRead) {
  EXPECT_EQ(go::parse_build_info(as_byte_span(build_info("go1.17", "", 0))).error().code,
            ErrorCode::Unsupported);
  EXPECT_FALSE(go::parse_build_info(as_byte_span("")).has_value());
  const std::string whole = build_info("go1.21.5", "mod\tx\tv1.0.0\t\n");
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_FALSE(go::parse_build_info(as_byte_span(whole.substr(0, size))).has_value()) << size;
  EXPECT_TRUE(go::parse_build_info(as_byte_span(build_info("go1.21.5", "")))->main.path.empty());
}

TEST(GoElfSection, RefusesWhatIsNoElf) {
  const auto nothing = [](std::uint64_t, void*, std::uint64_t) { return false; };
  EXPECT_FALSE(go::find_section(nothing, ".x").has_value());
}

}  // namespace
}  // namespace lazaret
