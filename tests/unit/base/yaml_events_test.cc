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
       {"a: 1\na: 2\n", "a: &x 1\n", "a: *x\n", "a: !!str 1\n", "a: [[1]]\n", "a: [{b: 1}]\n", "a: [~]\n",
        "a: []\n", "- a\n", "just text\n", "a: 1\n---\nb: 2\n",
        "a: {b: {c: {d: {e: {f: {g: {h: {i: 1}}}}}}}}\n", "a: [\n", "? {a: 1}\n: 2\n"})
    EXPECT_FALSE(read_yaml_settings(text, "c.yaml")) << text;
}

TEST(YamlSettings, ElementsOfAListAreSettingsOfTheirOwn) {
  const auto settings = read_yaml_settings("rules: [a, b]\nx: {y: [c]}\n", "c.yaml");
  ASSERT_TRUE(settings) << settings.error().message;
  ASSERT_EQ(settings->size(), 3u);
  EXPECT_EQ((*settings)[0].path + "=" + (*settings)[0].value, "rules[]=a");
  EXPECT_EQ((*settings)[1].path + "=" + (*settings)[1].value, "rules[]=b");
  EXPECT_EQ((*settings)[2].path + "=" + (*settings)[2].value, "x.y[]=c");
}

TEST(YamlSettings, NamesThePlace) {
  EXPECT_EQ(read_yaml_settings("a: 1\na: 2\n", "c.yaml").error().message,
            "c.yaml:2:1: duplicate key \"a\", first on line 1");
}

TEST(YamlSettings, SurvivesDeepNesting) {
  EXPECT_FALSE(read_yaml_settings(std::string(100'000, '['), "c.yaml"));
  EXPECT_FALSE(read_yaml_settings(std::string(2 << 20, 'a'), "c.yaml"));
}

TEST(YamlTree, KeepsPlacesAndStyles) {
  const auto tree = read_yaml_tree("a: 1.10\nb:\n  - 'x'\n  - ~\nc: {d: no}\n", {});
  ASSERT_TRUE(tree.problems.empty());
  const YamlNode* a = &tree.root.find("a")->value;
  EXPECT_EQ(a->text, "1.10");
  EXPECT_TRUE(a->plain);
  const YamlEntry* b = tree.root.find("b");
  EXPECT_EQ(b->line, 2);
  EXPECT_EQ(b->column, 1);
  ASSERT_EQ(b->value.items.size(), 2u);
  EXPECT_FALSE(b->value.items[0].plain);
  EXPECT_EQ(b->value.items[0].line, 3);
  EXPECT_EQ(b->value.items[0].column, 5);
  EXPECT_EQ(b->value.items[1].kind, YamlNode::Kind::Null);
  EXPECT_EQ(tree.root.find("c")->value.find("d")->value.text, "no");
  EXPECT_EQ(tree.root.find("z"), nullptr);
}

TEST(YamlTree, CollectsProblemsAndKeepsTheRest) {
  const auto tree = read_yaml_tree("a: &x 1\nb: *x\na: 2\n<<: {q: 1}\nc: !!str 3\nd: 4\n", {});
  EXPECT_TRUE(tree.readable);
  ASSERT_EQ(tree.problems.size(), 5u);
  EXPECT_EQ(tree.problems[0].message, "anchors are not allowed");
  EXPECT_EQ(tree.problems[1].message, "aliases are not allowed");
  EXPECT_EQ(tree.problems[2].message, "duplicate key \"a\", first on line 1");
  EXPECT_EQ(tree.problems[3].message, "merge keys are not allowed");
  EXPECT_EQ(tree.problems[4].message, "tags are not allowed");
  EXPECT_EQ(tree.problems[4].line, 5);
  EXPECT_EQ(tree.root.find("a")->value.text, "1");
  EXPECT_EQ(tree.root.find("<<"), nullptr);
  EXPECT_EQ(tree.root.find("d")->value.text, "4");
}

TEST(YamlTree, TagsOnCollectionsAreSeen) {
  EXPECT_EQ(read_yaml_tree("a: !set {b: 1}\n", {}).problems.size(), 1u);
  EXPECT_EQ(read_yaml_tree("a: !x [b]\n", {}).problems.size(), 1u);
  EXPECT_EQ(read_yaml_tree("a: !!null\n", {}).problems.size(), 1u);
}

TEST(YamlTree, AQuotedMergeKeyIsAnOrdinaryKey) {
  EXPECT_TRUE(read_yaml_tree("\"<<\": 1\n", {}).problems.empty());
}

TEST(YamlTree, NamesTabsControlCharactersAndBadUtf8) {
  const auto tab = read_yaml_tree("a: 1\nb:\t2\n", {});
  EXPECT_FALSE(tab.readable);
  ASSERT_EQ(tab.problems.size(), 1u);
  EXPECT_EQ(tab.problems[0].line, 2);
  EXPECT_EQ(tab.problems[0].column, 3);
  EXPECT_FALSE(read_yaml_tree(std::string("a: \0b", 5), {}).readable);
  EXPECT_FALSE(read_yaml_tree("a: \xff\n", {}).readable);
  EXPECT_TRUE(read_yaml_tree("a: \xc3\xa9\r\n", {}).problems.empty());
}

TEST(YamlTree, ASecondDocumentIsSeenWhereverItStands) {
  for (const char* text : {"a: 1\n---\nb: 1\n", "---\na: 1\n...\n---\n", "--- a\n--- b\n--- c\n"})
    EXPECT_FALSE(read_yaml_tree(text, {}).readable) << text;
  EXPECT_TRUE(read_yaml_tree("---\na: 1\n...\n", {}).readable);
}

TEST(YamlTree, LimitsHoldAtAndFailAbove) {
  const auto nested = [](int levels) {
    return std::string(static_cast<std::size_t>(levels), '[') +
           std::string(static_cast<std::size_t>(levels), ']');
  };
  EXPECT_TRUE(read_yaml_tree(nested(31), {}).readable);
  EXPECT_TRUE(read_yaml_tree(nested(32), {}).readable);
  EXPECT_FALSE(read_yaml_tree(nested(33), {}).readable);
  EXPECT_TRUE(read_yaml_tree("[a, b]", {.nodes = 4}).readable);
  EXPECT_TRUE(read_yaml_tree("[a, b]", {.nodes = 3}).readable);
  EXPECT_FALSE(read_yaml_tree("[a, b]", {.nodes = 2}).readable);
  EXPECT_TRUE(read_yaml_tree("abcd", {.bytes = 5}).readable);
  EXPECT_TRUE(read_yaml_tree("abcd", {.bytes = 4}).readable);
  EXPECT_FALSE(read_yaml_tree("abcd", {.bytes = 3}).readable);
}

TEST(YamlTree, SurvivesDeepAndUnbalancedNesting) {
  for (const std::string& text : {std::string(100'000, '['), std::string(100'000, '{'), std::string("]]]]"),
                                  std::string(10'000, '-'), std::string("{a: [}]")})
    EXPECT_FALSE(read_yaml_tree(text, {}).readable &&
                 read_yaml_tree(text, {}).root.kind != YamlNode::Kind::Scalar);
  std::string block;
  for (int i = 0; i < 10'000; ++i) block += "- ";
  EXPECT_FALSE(read_yaml_tree(block, {}).readable);
}

}  // namespace
}  // namespace lazaret
