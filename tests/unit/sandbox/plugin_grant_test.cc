// SPDX-License-Identifier: Apache-2.0
// The operator's file beside a plugin: what it may say, and what is refused with its place.
#include "sandbox/plugin_grant.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

namespace lazaret::sandbox {
namespace {

TEST(PluginGrant, StandsBesideThePlugin) { EXPECT_EQ(grant_path("/a/b.so"), "/a/b.lzplugin.yaml"); }

TEST(PluginGrant, GrantsWhatItNames) {
  const auto grant =
      parse_plugin_grant("sha256: sha256:" + std::string(64, 'a') +
                             "\nenabled: true\ngrant:\n  memory_mib: 2048\n  seconds: 90\n  threads: 64\n",
                         "x");
  ASSERT_TRUE(grant.has_value()) << grant.error().message;
  EXPECT_TRUE(grant->enabled);
  EXPECT_EQ(grant->sha256, std::string(64, 'a'));
  EXPECT_EQ(grant->memory_bytes, 2048ull << 20);
  EXPECT_EQ(grant->seconds, 90u);
  EXPECT_EQ(grant->threads, 64u);
  EXPECT_FALSE(grant->tree);
  EXPECT_TRUE(parse_plugin_grant("grant: {tree: true}", "x")->tree);
}

TEST(PluginGrant, NothingIsTheDefault) {
  const auto grant = parse_plugin_grant("", "x");
  ASSERT_TRUE(grant.has_value());
  EXPECT_TRUE(grant->enabled && grant->sha256.empty() && grant->memory_bytes == 0 && grant->threads == 0);
}

TEST(PluginGrant, RefusesWhatItDoesNotKnow) {
  const std::pair<const char*, const char*> cases[] = {
      {"grant:\n  threds: 2\n",
       "x:2:11: there is no setting \"grant.threds\", did you mean \"grant.threads\"?"},
      {"grant:\n  threads: 65\n", "x:2:12: grant.threads is a number of at most 64, not \"65\""},
      {"grant:\n  seconds: -1\n", "at most 86400"},
      {"enabled: perhaps\n", "enabled is true or false"},
      {"grant:\n  tree: yes\n", "x:2:9: grant.tree is true or false"},
      {"sha256: abc\n", "64 lower-case hexadecimal digits"},
      {"grant:\n  network: true\n", "there is no setting"},
  };
  for (const auto& [text, message] : cases) {
    const auto grant = parse_plugin_grant(text, "x");
    ASSERT_FALSE(grant.has_value()) << text;
    EXPECT_NE(grant.error().message.find(message), std::string::npos) << grant.error().message;
  }
}

TEST(PluginGrant, AFileThatEverybodyMayWriteIsNoWordOfTheOperator) {
  char name[] = "/tmp/lazaret-grant-XXXXXX";
  ASSERT_NE(::mkdtemp(name), nullptr);
  const auto plugin = std::string(name) + "/x.so";
  EXPECT_TRUE(read_plugin_grant(plugin).has_value()) << "no file is the default";
  std::ofstream(grant_path(plugin)) << "enabled: false\n";
  EXPECT_FALSE(read_plugin_grant(plugin)->enabled);
  ::chmod(grant_path(plugin).c_str(), 0666);
  const auto refused = read_plugin_grant(plugin);
  std::filesystem::remove_all(name);
  ASSERT_FALSE(refused.has_value());
  EXPECT_NE(refused.error().message.find("chmod o-w"), std::string::npos);
}

}  // namespace
}  // namespace lazaret::sandbox
