// SPDX-License-Identifier: Apache-2.0
#include "sandbox/plugin_manifest.h"

#include <gtest/gtest.h>

#include "sandbox/plugin_elf.h"

namespace lazaret::sandbox {
namespace {

std::string manifest(const std::string& from = "", const std::string& to = "") {
  std::string text =
      R"({"schema": 1, "id": "dpkg", "version": "0.1.0", "abi": {"major": 1, "min_minor": 0}, "name": "Debian packages",
    "emits": ["package", "gap"], "ecosystems": ["deb"], "needs": {"memory_mib": 512, "seconds": 60},
    "files": [{"paths": ["var/lib/dpkg/status"], "max_bytes": 64},
              {"paths": ["**"], "content": "elf", "sections": [".go.buildinfo"]}]})";
  if (!from.empty()) text.replace(text.find(from), from.size(), to);
  return text;
}

std::string refusal(const std::string& from, const std::string& to) {
  const auto parsed = parse_plugin_manifest(manifest(from, to));
  return parsed ? "accepted" : parsed.error().message;
}

TEST(PluginManifest, GivesTheAsksInTheirOrder) {
  const auto parsed = parse_plugin_manifest(manifest());
  ASSERT_TRUE(parsed.has_value()) << parsed.error().message;
  EXPECT_EQ(parsed->id, "dpkg");
  EXPECT_EQ(parsed->memory_bytes, 512ull << 20);
  ASSERT_EQ(parsed->files.asks.size(), 2u);
  EXPECT_EQ(parsed->files.asks[0].max_bytes, 64u);
  EXPECT_EQ(parsed->files.asks[1].content, ContentClass::Elf);
  EXPECT_EQ(parsed->files.asks[1].sections, std::vector<std::string>{".go.buildinfo"});
}

TEST(PluginManifest, ATreeIsWholeFilesAndTrueOrFalse) {
  const std::string needs = R"("memory_mib": 512)", sections = R"(, "sections": [".go.buildinfo"])";
  EXPECT_EQ(refusal(needs, R"("tree": true)"),
            "a tree holds whole files: leave out \"sections\" or \"tree\"");
  EXPECT_EQ(refusal(needs, R"("tree": 1)"), "\"tree\" is true or false");
  std::string text = manifest(needs, R"("tree": true)");
  text.replace(text.find(sections), sections.size(), "");
  const auto asked = parse_plugin_manifest(text);
  ASSERT_TRUE(asked.has_value()) << asked.error().message;
  EXPECT_TRUE(asked->tree);
  EXPECT_FALSE(parse_plugin_manifest(manifest())->tree);
}

TEST(PluginManifest, NamesTheNearestKey) {
  EXPECT_EQ(refusal("\"needs\"", "\"need\""),
            "plugin manifest: key \"need\" is not known, did you mean \"needs\"");
  EXPECT_EQ(refusal("\"max_bytes\"", "\"max_byte\""),
            "\"files\" entry: key \"max_byte\" is not known, did you mean \"max_bytes\"");
  EXPECT_EQ(refusal("[\"package\"", "[\"packages\""),
            "emits \"packages\" is not known, did you mean \"package\"");
}

TEST(PluginManifest, RefusesWhatIsMissingOrTooMuch) {
  EXPECT_EQ(refusal("\"schema\": 1", "\"schema\": 2"), "plugin manifest: \"schema\" is not 1");
  EXPECT_EQ(refusal("\"dpkg\"", "\"\""), "\"id\" is not a text");
  EXPECT_EQ(refusal("\"dpkg\"", "\"Dpkg\""),
            "id \"Dpkg\": lower-case letters, digits, '.', '-' and '_' are allowed");
  EXPECT_EQ(refusal("60", "3601"), "\"seconds\" is 3601, the limit is 3600");
  EXPECT_EQ(refusal("60", "3600"), "accepted");
  EXPECT_EQ(refusal("60", "-1"), "\"seconds\" is not a whole number");
  EXPECT_EQ(refusal("\"elf\"", "\"any\""), "\"sections\" wants \"content\": \"elf\"");
  EXPECT_NE(refusal("Debian packages", "Debian\\npackages"), "accepted");
}

TEST(PluginManifest, RefusesGlobsThatAreNone) {
  for (const char* glob : {"/etc/x", "etc/", "a//b", "../x", "a/./b", "**x", "{a,b}", "[a]"})
    EXPECT_NE(refusal("var/lib/dpkg/status", glob), "accepted") << glob;
  EXPECT_EQ(refusal("var/lib/dpkg/status", "**/node_modules/@*/*/package.json"), "accepted");
}

TEST(PluginElf, RefusesWhatIsNoPlugin) {
  const std::string zeros(4096, '\0');
  EXPECT_EQ(read_plugin_elf(as_byte_span(zeros)).error().message, "it is no ELF file");
  EXPECT_EQ(read_plugin_elf({}).error().message, "ELF header lies outside of the file");
}

TEST(PluginFile, RefusesAProgramOfTheSystem) {
  const auto plugin = PluginFile::open("/proc/self/exe");
  ASSERT_FALSE(plugin.has_value());
  EXPECT_NE(plugin.error().message.find("PT_INTERP"), std::string::npos) << plugin.error().message;
}

}  // namespace
}  // namespace lazaret::sandbox
