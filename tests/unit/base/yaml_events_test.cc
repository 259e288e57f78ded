// SPDX-License-Identifier: Apache-2.0
#include "core/base/yaml_events.h"

#include <gtest/gtest.h>

namespace lazaret {
namespace {

TEST(YamlSettings, ReadsNestedKeysWithTheirPlaces) {
  const auto settings = read_yaml_settings("sandbox:\n  minimum: degraded\ncache_dir: \"/x\"\n", "c.yaml");
  ASSERT_TRUE(settings) << settings.error().message;
  ASSERT_EQ(settings->size(), 2u);
  EXPECT_EQ((*settings)[0].path, "sandbox.minimum");
  EXPECT_EQ((*settings)[0].value, "degraded");
  EXPECT_EQ((*settings)[0].line, 2);
  EXPECT_EQ((*settings)[0].column, 12);
  EXPECT_EQ((*settings)[1].value, "/x");
}

TEST(YamlSettings, AnEmptyFileHasNone) { EXPECT_TRUE(read_yaml_settings("# nothing\n", "c.yaml")->empty()); }

TEST(YamlSettings, RefusesWhatCanFool) {
  for (const char* text :
       {"a: 1\na: 2\n", "a: &x 1\n", "a: *x\n", "a: !!str 1\n", "a: [1, 2]\n", "- a\n", "just text\n",
        "a: 1\n---\nb: 2\n", "a: {b: {c: {d: {e: {f: {g: {h: {i: 1}}}}}}}}\n", "a: [\n", "? {a: 1}\n: 2\n"})
    EXPECT_FALSE(read_yaml_settings(text, "c.yaml")) << text;
}

TEST(YamlSettings, NamesThePlace) {
  EXPECT_EQ(read_yaml_settings("a: 1\na: 2\n", "c.yaml").error().message, "c.yaml:2:1: duplicate key \"a\"");
}

TEST(YamlSettings, SurvivesDeepNesting) {
  EXPECT_FALSE(read_yaml_settings(std::string(100'000, '['), "c.yaml"));
  EXPECT_FALSE(read_yaml_settings(std::string(2 << 20, 'a'), "c.yaml"));
}

}  // namespace
}  // namespace lazaret
