// SPDX-License-Identifier: Apache-2.0
// What the loader refuses: with code, place and the nearest name; and how it holds against hostile files.
#include <gtest/gtest.h>

#include "tests/unit/rules/rules_fixture.h"

namespace lazaret::rules {
namespace {

constexpr std::string_view kHead = "lazaret: rules/v1\n";

std::vector<std::string> bad(std::string_view body) { return load_bad({file(body)}); }
std::string first(std::string_view body) {
  const auto problems = bad(body);
  return problems.empty() ? "good" : problems.front();
}
// Of one rule, whose match begins at 4:12.
std::string match(std::string_view text) {
  const auto problems = load_bad({one_rule(text)});
  return problems.empty() ? "good" : problems.front();
}

TEST(Load, NothingIsAValidEmptySet) {
  EXPECT_TRUE(load_good({})->rules.empty());
  EXPECT_TRUE(load_good({file("rules: []\n")})->rules.empty());
}

TEST(Load, TheHeaderComesFirst) {
  const auto only = [](std::string text) {
    return load_bad({{"a", std::move(text), {}}}).at(0).substr(0, 11);
  };
  EXPECT_EQ(only(""), "LZR103 1:1 ");
  EXPECT_EQ(only("rules: []\n"), "LZR103 1:1 ");
  EXPECT_EQ(only("rules: []\nlazaret: rules/v1\n"), "LZR103 2:1 ");
  EXPECT_EQ(only("lazaret: rules/v2\n"), "LZR103 1:10");
  EXPECT_EQ(only("- a\n"), "LZR103 1:1 ");
}

TEST(Load, UnknownNamesComeWithTheNearest) {
  EXPECT_EQ(match("{vuln.idd: CVE-1}"),
            "LZR108 4:13 there is no field \"vuln.idd\", did you mean \"vuln.id\"?");
  EXPECT_EQ(first("ruls: []\n"), "LZR104 2:1 a rule file has no key \"ruls\", did you mean \"rules\"?");
  EXPECT_EQ(match("{package.name: {prefx: a}}"),
            "LZR104 4:28 package.name has no key \"prefx\", did you mean \"prefix\"?");
  EXPECT_EQ(match("{finding.kind: misconfig}").substr(0, 11), "LZR107 4:27");
  EXPECT_EQ(match("{finding.severity: hihg}").substr(0, 11), "LZR107 4:31");
  EXPECT_EQ(match("{macro: nofix}"), "LZR113 4:20 there is no macro \"nofix\" in this file");
  EXPECT_EQ(
      first("macros: {no_fix: {fix.state: none}}\nrules:\n  - {id: R-1, match: {macro: nofix}, tag: [a]}\n"),
      "LZR113 4:30 there is no macro \"nofix\" in this file, did you mean \"no_fix\"?");
}

TEST(Load, ValuesAreOfTheFieldsType) {
  EXPECT_EQ(match("{vuln.epss: high}").substr(0, 11), "LZR110 4:24");
  EXPECT_EQ(match("{vuln.epss: \"0.1\"}").substr(0, 6), "LZR110");
  EXPECT_EQ(match("{vuln.epss: 1e3}").substr(0, 6), "LZR110");
  EXPECT_EQ(match("{vuln.kev: yes}").substr(0, 6), "LZR110");
  EXPECT_EQ(match("{vuln.kev: \"true\"}").substr(0, 6), "LZR110");
  EXPECT_EQ(match("{package.name: null}").substr(0, 6), "LZR110");
  EXPECT_EQ(match("{package.name: no}"), "good");
  EXPECT_EQ(match("{package.version: 1.10}"), "good");
  EXPECT_EQ(match("{package.version: \"<1.10\"}").substr(0, 6), "LZR107");
  EXPECT_EQ(match("{package.version: {range: 1.10}}").substr(0, 6), "LZR107");
  EXPECT_EQ(match("{package.purl: zlib}").substr(0, 6), "LZR107");
  EXPECT_EQ(match("{finding.published: {older_than: soon}}").substr(0, 6), "LZR110");
  EXPECT_EQ(match("{finding.published: 2026-01-01}").substr(0, 6), "LZR109");
  EXPECT_EQ(match("{finding.path: etc/passwd}").substr(0, 6), "LZR107");
}

TEST(Load, OperatorsBelongToTypes) {
  EXPECT_EQ(match("{vuln.epss: {prefix: 0}}").substr(0, 11), "LZR109 4:25");
  EXPECT_EQ(match("{package.name: {gt: a}}").substr(0, 6), "LZR109");
  EXPECT_EQ(match("{package.name: {any: a}}").substr(0, 6), "LZR109");
  EXPECT_EQ(match("{vuln.kev: [true, false]}").substr(0, 6), "LZR109");
  EXPECT_EQ(match("{package.name: {eq: a, exact: true}}").substr(0, 6), "LZR109");
  EXPECT_EQ(match("{package.name: {glob: a, search: true}}").substr(0, 6), "LZR109");
}

TEST(Load, AStarThatWouldNeverMatchIsRefused) {
  EXPECT_EQ(match("{package.name: \"lib*\"}").substr(0, 11), "LZR107 4:27");
  EXPECT_EQ(match("{package.name: [a, \"lib*\"]}").substr(0, 6), "LZR107");
  EXPECT_EQ(match("{package.name: {eq: \"lib*\"}}"), "good");
}

TEST(Load, PatternsCompileOrAreRefused) {
  EXPECT_EQ(match("{package.name: {regex: \"a(\"}}").substr(0, 11), "LZR111 4:35");
  EXPECT_EQ(match("{package.name: {regex: \"(?=a)\"}}").substr(0, 6), "LZR111");
  EXPECT_EQ(match("{package.name: {regex: " + std::string(513, 'a') + "}}").substr(0, 6), "LZR102");
  EXPECT_EQ(match("{package.name: {regex: \"((a{100}){100}){10}\"}}").substr(0, 6), "LZR111");
}

TEST(Load, EmptyConditionsAreRefused) {
  for (const std::string text : {"{}", "", "{any: []}", "{all: []}", "{not: {}}", "{any: [{}]}",
                                 "{package.name: []}", "{package.name: {}}", "{package.name: {ci: true}}"})
    EXPECT_EQ(match(text).substr(0, 6), "LZR112") << text;
  EXPECT_EQ(match("{always: true}"), "good");
  EXPECT_EQ(match("{always: false}").substr(0, 6), "LZR107");
  EXPECT_EQ(match("{always: true, vuln.kev: true}").substr(0, 6), "LZR107");
}

TEST(Load, IdsAreUniqueOverTheSetAndBothPlacesAreNamed) {
  const auto one = file("rules:\n  - {id: R-1, match: {always: true}, tag: [a]}\n", "a.yaml");
  const auto two = file("\nrules:\n  - {id: R-1, match: {always: true}, tag: [a]}\n", "b.yaml");
  EXPECT_EQ(load_bad({two, one}),
            std::vector<std::string>{"LZR115 4:10 the id \"R-1\" is already that of a.yaml:3:10"});
  EXPECT_EQ(first("rules:\n  - {id: ab, match: {always: true}, tag: [a]}\n").substr(0, 11), "LZR107 3:10");
  EXPECT_EQ(first("rules:\n  - {id: \"a b c\", match: {always: true}, tag: [a]}\n").substr(0, 11),
            "LZR107 3:10");
  EXPECT_EQ(load_bad({one, one}).at(0).substr(0, 6), "LZR115");
}

TEST(Load, ExceptNamesASuppression) {
  const std::string tag = "rules:\n  - {id: T-1, match: {always: true}, tag: [a]}\n";
  EXPECT_EQ(first(tag + "  - {id: P-1, match: {always: true}, protect: {reason: r, except: [X-1]}}\n")
                .substr(0, 11),
            "LZR113 4:67");
  EXPECT_EQ(first(tag + "  - {id: P-1, match: {always: true}, protect: {reason: r, except: [T-1]}}\n")
                .substr(0, 11),
            "LZR107 4:67");
}

TEST(Load, MacroCyclesAreSeen) {
  EXPECT_EQ(first("macros:\n  a: {macro: b}\n  b: {not: {macro: a}}\nrules: []\n"),
            "LZR114 4:20 macro \"a\", defined at 3:3, leads back to itself");
  EXPECT_EQ(first("macros: {a: {macro: a}}\n").substr(0, 6), "LZR114");
}

TEST(Load, AListMustFitItsField) {
  const auto problems =
      bad("lists: {l: [a, b]}\nrules:\n  - {id: R-1, match: {vuln.epss: {list: l}}, tag: [a]}\n");
  ASSERT_EQ(problems.size(), 3u);
  EXPECT_EQ(problems[0].substr(0, 11), "LZR110 2:13");
  EXPECT_EQ(problems[2], "LZR110 4:41 list \"l\", defined at 2:9, does not fit the field vuln.epss");
  EXPECT_EQ(first("lists: {l: a}\n").substr(0, 11), "LZR105 2:12");
  EXPECT_EQ(first("lists: {l: []}\n").substr(0, 6), "LZR112");
}

TEST(Load, ValidityIsChecked) {
  const auto active = [](std::string_view text) {
    const auto problems =
        load_bad({one_rule("{always: true}", "active: " + std::string(text) + "\n    tag: [a]")});
    return problems.empty() ? std::string("good") : problems.front().substr(0, 11);
  };
  EXPECT_EQ(active("{from: 2026-02-01, until: 2026-01-31}"), "LZR119 5:39");
  EXPECT_EQ(active("{from: 2026-02-01, until: 2026-02-01}"), "good");
  EXPECT_EQ(active("{until: 2026-02-30}"), "LZR119 5:21");
  EXPECT_EQ(active("{until: tomorrow}"), "LZR119 5:21");
  EXPECT_EQ(active("{untill: 2026-02-01}"), "LZR104 5:14");
}

TEST(Load, ARuleHasAnActionAndKnownKeysOnly) {
  EXPECT_EQ(first("rules:\n  - {id: R-1, match: {always: true}}\n").substr(0, 10), "LZR122 3:5");
  EXPECT_EQ(first("rules:\n  - {id: R-1, tag: [a]}\n").substr(0, 10), "LZR106 3:5");
  EXPECT_EQ(first("rules:\n  - {match: {always: true}, tag: [a]}\n").substr(0, 10), "LZR106 3:5");
  EXPECT_EQ(first("rules:\n  - a\n").substr(0, 10), "LZR105 3:5");
  EXPECT_EQ(first("rules: {a: b}\n").substr(0, 6), "LZR105");
  EXPECT_EQ(load_bad({one_rule("{always: true}", "priority: 1001\n    tag: [a]")}).at(0).substr(0, 11),
            "LZR107 5:15");
  EXPECT_EQ(load_bad({one_rule("{always: true}", "reclassify: {set: low, shift: 1}")}).at(0).substr(0, 6),
            "LZR107");
  EXPECT_EQ(load_bad({one_rule("{always: true}", "reclassify: {reason: a}")}).at(0).substr(0, 6), "LZR107");
}

TEST(Load, AScopeReadsTheImageAlone) {
  EXPECT_EQ(first("scope: {vuln.kev: true}\n").substr(0, 10), "LZR117 2:9");
  EXPECT_EQ(first("scope: {}\n").substr(0, 6), "LZR112");
  const auto scoped = file(
      "scope: {image.repository: \"payments/**\"}\nrules:\n  - {id: R-1, match: {always: true}, tag: [a]}\n");
  EXPECT_TRUE(judge({scoped}, finding(), image()).tags.empty());
}

TEST(Load, ProblemsAreCollectedToALimitAndAllOfThemCounted) {
  std::string body = "rules:\n";
  for (int i = 0; i < 150; ++i)
    body += "  - {id: R-" + std::to_string(i) + ", match: {vuln.x: a}, tag: [a]}\n";
  const std::vector<SourceFile> files{file(body)};
  const auto outcome = load(files, instant(kNow));
  EXPECT_EQ(outcome.problems.size(), 100u);
  EXPECT_EQ(outcome.problems_left_out, 50u);
  EXPECT_EQ(outcome.rules, nullptr);
}

TEST(Load, IsAllOrNothing) {
  EXPECT_EQ(load_bad({one_rule("{always: true}"), file("rules: [", "b")}).size(), 1u);
}

TEST(Load, YamlThatCanFoolIsRefused) {
  for (const std::string text : {"rules: &x []\n", "rules: *x\n", "rules: !!seq []\n", "<<: {a: b}\n",
                                 "rules: []\nrules: []\n", "rules:\t[]\n", "rules: []\n---\nrules: []\n"})
    EXPECT_EQ(first(text).substr(0, 6), "LZR101") << text;
}

TEST(Hostile, LimitsOfSizeAndNestingAreErrors) {
  EXPECT_EQ(load_bad({{"a", std::string(kHead) + std::string(64 << 20, '#'), {}}}).at(0).substr(0, 6),
            "LZR102");
  EXPECT_EQ(
      load_bad({{"a", std::string(kHead) + "#" + std::string((4 << 20) - 17, 'x'), {}}}).at(0).substr(0, 6),
      "LZR102");
  EXPECT_NE(first("rules: " + std::string(10'000, '[')), "good");
  EXPECT_NE(first("rules:\n  - match: " + std::string(10'000, '{')), "good");
  std::string many = "lists:\n  l: [";
  for (int i = 0; i < 200'000; ++i) many += "a,";
  EXPECT_EQ(first(many + "]\n").substr(0, 6), "LZR102");
}

TEST(Hostile, TheNodesOfAllFilesAreCountedTogether) {
  LoadOptions options;
  options.limits.yaml_nodes = 8;  // of each file: mapping, header, list, one text
  const auto tiny = [](std::string path) { return file("lists: {l: [a]}\n", std::move(path)); };
  EXPECT_TRUE(load_bad({tiny("a")}, options).empty());
  EXPECT_EQ(load_bad({tiny("a"), tiny("b")}, options).at(0).substr(0, 6), "LZR102");
}

TEST(Hostile, MacrosCannotMultiply) {
  std::string body = "macros:\n  m0: {vuln.kev: true}\n";
  for (int i = 1; i < 30; ++i) {
    const std::string before = "{macro: m" + std::to_string(i - 1) + "}";
    body += "  m" + std::to_string(i) + ": {any: [" + before + ", " + before + "]}\n";
  }
  EXPECT_EQ(first(body + "rules: []\n").substr(0, 6), "LZR102");
}

TEST(Hostile, MacrosCannotNestForEver) {
  std::string body = "macros:\n";
  for (int i = 0; i < 20'000; ++i)
    body += "  m" + std::to_string(i) + ": {macro: m" + std::to_string(i + 1) + "}\n";
  EXPECT_EQ(first(body + "  m20000: {vuln.kev: true}\n").substr(0, 6), "LZR102");
}

TEST(Hostile, ALongListInManyRulesCostsItsLengthOnce) {
  std::string body = "lists:\n  l: [a";
  for (int i = 0; i < 20'000; ++i) body += ",x" + std::to_string(i);
  body += "]\nrules:\n";
  for (int i = 0; i < 2'000; ++i)
    body += "  - {id: R-" + std::to_string(i) + ", match: {package.name: {list: l}}, tag: [a]}\n";
  const auto set = load_good({file(body)});
  ASSERT_EQ(set->rules.size(), 2000u);
  EXPECT_EQ(set->rules[0].match->tests[0].operands, set->rules[1].match->tests[0].operands);
}

TEST(Hostile, RuleConditionsHoldAtAndFailAbove) {
  LoadOptions options;
  options.limits.rule_conditions = 4;
  const auto any = [](int count) {
    std::string text = "{any: [{vuln.kev: true}";
    for (int i = 1; i < count; ++i) text += ", {vuln.kev: true}";
    return one_rule(text + "]}");
  };
  EXPECT_TRUE(load_bad({any(2)}, options).empty());
  EXPECT_TRUE(load_bad({any(3)}, options).empty());
  EXPECT_EQ(load_bad({any(4)}, options).at(0).substr(0, 6), "LZR102");
}

}  // namespace
}  // namespace lazaret::rules
