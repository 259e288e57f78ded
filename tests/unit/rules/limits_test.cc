// SPDX-License-Identifier: Apache-2.0
// Each limit of rule files one below, at and one above; made small where the real one is large.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/rules/rules_fixture.h"

namespace lazaret::rules {
namespace {

std::string first(std::vector<SourceFile> files, const Limits& limits) {
  LoadOptions options;
  options.limits = limits;
  const auto problems = load_bad(std::move(files), options);
  return problems.empty() ? "good" : problems.front().substr(0, 6);
}
SourceFile of_size(std::size_t bytes, std::string path = "a") {
  std::string text = "lazaret: rules/v1\n#";
  return {std::move(path), text + std::string(bytes - text.size(), 'x'), {}};
}

TEST(RuleLimits, YamlBytes) {
  Limits limits;
  limits.yaml_bytes = 100;
  EXPECT_EQ(first({of_size(99)}, limits), "good");
  EXPECT_EQ(first({of_size(100)}, limits), "good");
  EXPECT_EQ(first({of_size(101)}, limits), "LZR102");
}

TEST(RuleLimits, YamlSetBytes) {
  Limits limits;
  limits.yaml_set_bytes = 200;
  EXPECT_EQ(first({of_size(100), of_size(99, "b")}, limits), "good");
  EXPECT_EQ(first({of_size(100), of_size(100, "b")}, limits), "good");
  EXPECT_EQ(first({of_size(100), of_size(101, "b")}, limits), "LZR102");
}

TEST(RuleLimits, YamlDepth) {
  const auto nested = [](int levels) {  // the file, rules, the rule, its match, then `not`
    std::string match = "{vuln.kev: true}";
    for (int i = 4; i < levels; ++i) match = "{not: " + match + "}";
    return one_rule(match);
  };
  Limits limits;
  limits.yaml_depth = 8;
  EXPECT_EQ(first({nested(7)}, limits), "good");
  EXPECT_EQ(first({nested(8)}, limits), "good");
  EXPECT_EQ(first({nested(9)}, limits), "LZR102");
}

TEST(RuleLimits, YamlDepthIsAlsoThatOfMacros) {
  const auto chain = [](int length) {
    std::string body = "macros:\n";
    for (int i = 1; i < length; ++i)
      body += "  m" + std::to_string(i) + ": {macro: m" + std::to_string(i + 1) + "}\n";
    return file(body + "  m" + std::to_string(length) + ": {vuln.kev: true}\n");
  };
  Limits limits;
  limits.yaml_depth = 6;
  EXPECT_EQ(first({chain(5)}, limits), "good");
  EXPECT_EQ(first({chain(6)}, limits), "good");
  EXPECT_EQ(first({chain(7)}, limits), "LZR102");
}

TEST(RuleLimits, YamlNodes) {
  const auto nodes = [](int count) {  // mapping, header, lists, l, then its elements
    std::string body = "lists: {l: [a";
    for (int i = 5; i < count; ++i) body += ", a";
    return file(body + "]}\n");
  };
  Limits limits;
  limits.yaml_nodes = 20;
  EXPECT_EQ(first({nodes(19)}, limits), "good");
  EXPECT_EQ(first({nodes(20)}, limits), "good");
  EXPECT_EQ(first({nodes(21)}, limits), "LZR102");
}

TEST(RuleLimits, YamlProblems) {
  const auto problems = [](int count) {
    std::string body = "rules:\n";
    for (int i = 0; i < count; ++i)
      body += "  - {id: R-" + std::to_string(i) + ", match: {vuln.x: a}, tag: [a]}\n";
    LoadOptions options;
    options.limits.yaml_problems = 5;
    const std::vector<SourceFile> files{file(body)};
    const auto outcome = load(files, instant(kNow), options);
    return std::pair(outcome.problems.size(), outcome.problems_left_out);
  };
  EXPECT_EQ(problems(4), std::pair(std::size_t{4}, std::size_t{0}));
  EXPECT_EQ(problems(5), std::pair(std::size_t{5}, std::size_t{0}));
  EXPECT_EQ(problems(6), std::pair(std::size_t{5}, std::size_t{1}));
}

TEST(RuleLimits, RuleConditions) {
  const auto any = [](int conditions) {
    std::string text = "{any: [{vuln.kev: true}";
    for (int i = 2; i < conditions; ++i) text += ", {vuln.kev: true}";
    return one_rule(text + "]}");
  };
  Limits limits;
  limits.rule_conditions = 10;
  EXPECT_EQ(first({any(9)}, limits), "good");
  EXPECT_EQ(first({any(10)}, limits), "good");
  EXPECT_EQ(first({any(11)}, limits), "LZR102");
}

TEST(RuleLimits, RulePatternBytes) {
  const auto pattern = [](const char* op, std::size_t bytes) {
    return one_rule("{package.name: {" + std::string(op) + ": " + std::string(bytes, 'a') + "}}");
  };
  for (const auto op : {"regex", "glob"}) {
    EXPECT_EQ(first({pattern(op, 511)}, {}), "good");
    EXPECT_EQ(first({pattern(op, 512)}, {}), "good");
    EXPECT_EQ(first({pattern(op, 513)}, {}), "LZR102");
  }
}

// RE2 counts instructions; a{n} has n of them and a few.
TEST(RuleLimits, RulePatternMemory) {
  const auto loads = [](int repeats, std::uint64_t memory) {
    Limits limits;
    limits.rule_pattern_memory = memory;
    return first({one_rule("{package.name: {regex: \"a{" + std::to_string(repeats) + "}\"}}")}, limits);
  };
  int most = 0;
  while (most < 1000 && loads(most + 1, 8192) == "good") ++most;
  ASSERT_GT(most, 10);
  ASSERT_LT(most, 1000);
  EXPECT_EQ(loads(most, 8192), "good");
  EXPECT_EQ(loads(most + 1, 8192), "LZR102");
  EXPECT_EQ(loads(most + 1, 1u << 20), "good");
}

TEST(RuleLimits, RulePatternsMemory) {
  const auto compile = [](std::uint64_t memory) {
    const auto pattern = [](int i) { return "{package.name: {regex: \"" + std::to_string(i) + "a{100}\"}}"; };
    std::string body = "rules:\n";
    for (int i = 0; i < 3; ++i)
      body += "  - {id: R-" + std::to_string(i) + ", match: " + pattern(i) + ", tag: [a]}\n";
    Limits limits;
    limits.rule_patterns_memory = memory;
    return first({file(body)}, limits);
  };
  const auto one = Pattern::compile(Pattern::Kind::Regex, "0a{100}", {}, Limits{}).value()->memory();
  ASSERT_GT(one, 1000u);
  // The third is compiled while the first two are not over it.
  EXPECT_EQ(compile(2 * one + 1), "good");
  EXPECT_EQ(compile(2 * one), "good");
  EXPECT_EQ(compile(2 * one - 1), "LZR102");
}

TEST(RuleLimits, ThePatternOfManyRulesIsCompiledAndCountedOnce) {
  std::string body = "rules:\n";
  for (int i = 0; i < 50; ++i)
    body += "  - {id: R-" + std::to_string(i) + ", match: {package.name: {regex: \"a{100}\"}}, tag: [a]}\n";
  Limits limits;
  limits.rule_patterns_memory = 1;
  EXPECT_EQ(first({file(body)}, limits), "good");
}

TEST(RuleLimits, RuleTextBytes) {
  const std::size_t limit = Limits{}.rule_text_bytes;
  const auto truth_at = [](std::size_t bytes, std::string_view op) {
    FindingFacts other = finding();
    other.title = std::string(bytes, 'a');
    return truth("{finding.title: {" + std::string(op) + "}}", other, image());
  };
  for (const auto op : {"regex: \"a*\"", "glob: \"a*\""}) {
    EXPECT_EQ(truth_at(limit - 1, op), "true");
    EXPECT_EQ(truth_at(limit, op), "true");
    EXPECT_EQ(truth_at(limit + 1, op), "unknown:finding.title");
  }
}

}  // namespace
}  // namespace lazaret::rules
