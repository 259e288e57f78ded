// SPDX-License-Identifier: Apache-2.0
#include "rules/files.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>

namespace lazaret::rules {
namespace {

namespace fs = std::filesystem;

class RuleFiles : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "lazaret-rules-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    root = pattern;
  }
  void TearDown() override { fs::remove_all(root); }

  void write(const std::string& name, std::string_view text = "x") {
    fs::create_directories((root / name).parent_path());
    std::ofstream(root / name) << text;
  }
  std::vector<std::string> names(const Limits& limits = {}) {
    const std::vector<std::string> paths{(root / "d").string()};
    const auto files = read_rule_files(paths, limits);
    if (!files) return {files.error().message};
    std::vector<std::string> found;
    for (const auto& file : *files) found.push_back(fs::path(file.path).lexically_relative(root / "d"));
    return found;
  }
  std::string problem(const Limits& limits = {}) {
    const std::vector<std::string> paths{(root / "d").string()};
    const auto files = read_rule_files(paths, limits);
    return files ? "" : files.error().message;
  }
  bool complains(std::string_view word, const Limits& limits = {}) {
    return problem(limits).find(word) != std::string::npos;
  }
  fs::path root;
};

TEST_F(RuleFiles, OfADirectoryAreFoundAtAnyDepthAndSorted) {
  for (const char* name : {"d/b.rules.yaml", "d/a/z.rules.yaml", "d/a/y/x.rules.yaml", "d/B.rules.yaml"})
    write(name);
  for (const char* name :
       {"d/README.md", "d/a.test.yaml", "d/values.yaml", "d/.hidden.rules.yaml", "d/.git/c.rules.yaml"})
    write(name);
  EXPECT_EQ(names(),
            (std::vector<std::string>{"B.rules.yaml", "a/y/x.rules.yaml", "a/z.rules.yaml", "b.rules.yaml"}));
}

TEST_F(RuleFiles, AFileIsReadWhateverItsName) {
  write("anything", "text");
  const std::vector<std::string> paths{(root / "./anything").string()};
  const auto files = read_rule_files(paths, {});
  ASSERT_TRUE(files) << files.error().message;
  EXPECT_EQ(files->at(0).path, (root / "anything").string());
  EXPECT_EQ(files->at(0).text, "text");
  EXPECT_FALSE(files->at(0).layer);
}

TEST_F(RuleFiles, ALinkThatStaysInTheDirectoryIsReadOnce) {
  write("d/..2026/a.rules.yaml", "mounted");
  fs::create_directory_symlink("..2026", root / "d/..data");
  fs::create_symlink("..data/a.rules.yaml", root / "d/a.rules.yaml");
  EXPECT_EQ(names(), std::vector<std::string>{"a.rules.yaml"});
}

TEST_F(RuleFiles, ALinkThatLeadsOutIsRefused) {
  write("outside.rules.yaml");
  fs::create_directories(root / "d");
  for (const auto& target : {fs::path("../outside.rules.yaml"), root / "outside.rules.yaml"}) {
    fs::create_symlink(target, root / "d/a.rules.yaml");
    EXPECT_TRUE(complains("leads out of its directory")) << problem();
    fs::remove(root / "d/a.rules.yaml");
  }
}

TEST_F(RuleFiles, ALinkedDirectoryIsRefusedAndNotLeftOut) {
  write("d/a.rules.yaml");
  write("other/b.rules.yaml");
  fs::create_directory_symlink("../other", root / "d/linked");
  EXPECT_TRUE(complains("linked is a link to a directory")) << problem();
}

TEST_F(RuleFiles, WhatLooksLikeASlipIsRefused) {
  fs::create_directories(root / "d/empty");
  EXPECT_TRUE(complains("has no *.rules.yaml")) << problem();
  write("d/a.rules.yml");
  EXPECT_TRUE(complains("end in .rules.yaml")) << problem();
  const std::vector<std::string> missing{(root / "nowhere").string()};
  EXPECT_FALSE(read_rule_files(missing, {}));
}

TEST_F(RuleFiles, AreLimitedInNumberDepthAndBytes) {
  for (const char* name : {"d/a.rules.yaml", "d/1/b.rules.yaml", "d/1/2/c.rules.yaml"}) write(name, "1234");
  Limits limits;
  limits.rule_files = 3;
  limits.rule_directory_depth = 2;
  limits.rule_directory_entries = 2;
  limits.yaml_bytes = 4;
  limits.yaml_set_bytes = 12;
  EXPECT_EQ(names(limits).size(), 3u) << "at each limit";
  const auto below = [&](std::uint64_t Limits::*limit) {
    Limits less = limits;
    less.*limit -= 1;
    return problem(less);
  };
  EXPECT_NE(below(&Limits::rule_files).find("rule_files is 2"), std::string::npos);
  EXPECT_NE(below(&Limits::rule_directory_depth).find("rule_directory_depth is 1"), std::string::npos);
  EXPECT_NE(below(&Limits::rule_directory_entries), "");
  EXPECT_NE(below(&Limits::yaml_bytes), "");
  EXPECT_NE(below(&Limits::yaml_set_bytes).find("yaml_set_bytes is 11"), std::string::npos);
  for (auto limit : {&Limits::rule_files, &Limits::rule_directory_depth, &Limits::rule_directory_entries})
    limits.*limit += 1;
  EXPECT_EQ(names(limits).size(), 3u) << "above what is there";
}

TEST_F(RuleFiles, OfTheInstallationHaveOneNameOnEveryMachine) {
  write("d/eol.rules.yaml");
  const auto files = read_builtin_rules((root / "d").string(), {});
  ASSERT_TRUE(files);
  EXPECT_EQ(files->at(0).path, "builtin/eol.rules.yaml");
  EXPECT_EQ(files->at(0).layer, Layer::Builtin);
  EXPECT_FALSE(read_builtin_rules((root / "gone").string(), {}));
}

}  // namespace
}  // namespace lazaret::rules
