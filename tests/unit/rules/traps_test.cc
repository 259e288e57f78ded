// SPDX-License-Identifier: Apache-2.0
// What goes wrong silently in other systems, each shown not to. Traps of formats that are imported are tested
// with their importers.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/rules/rules_fixture.h"

namespace lazaret::rules {
namespace {

constexpr std::string_view kSuppress =
    "active: {until: 2027-01-31}\n    suppress: {status: accepted_risk, reason: r, owner: o}";

bool suppressed(const Verdict& verdict) { return verdict.status == Verdict::Status::Suppressed; }
std::string refused(std::string_view match, std::string_view rest = kSuppress) {
  const auto problems = load_bad({one_rule(match, rest)});
  return problems.empty() ? "loaded" : problems.front().substr(0, 6);
}

TEST(AzureTrap, OneRuleSetIsForEveryKindOfFinding) {
  const auto set = load_good({one_rule("{finding.path: \"/opt/**\"}", kSuppress)});
  const auto evaluator = make_compiled_evaluator(set, instant(kNow), package_version_order());
  for (const auto kind : {"vulnerability", "secret", "misconfiguration", "malware", "license", "eol"}) {
    FindingFacts each = finding();
    each.kind = kind;
    each.path = "/opt/a";
    EXPECT_TRUE(suppressed(evaluator->judge(each, image()))) << kind;
  }
}

TEST(AzureTrap, AChangedRuleAppliesToTheVeryNextJudgement) {
  const std::vector<SourceFile> before{one_rule("{vuln.id: CVE-1}", kSuppress)};
  const std::vector<SourceFile> after{one_rule("{vuln.id: CVE-2023-45853}", kSuppress)};
  EXPECT_FALSE(suppressed(judge(before, finding(), image())));
  EXPECT_TRUE(suppressed(judge(after, finding(), image())));
  EXPECT_NE(load_good(before)->id, load_good(after)->id);
}

TEST(AzureTrap, ASuppressionHasAnEnd) {
  EXPECT_EQ(refused("{vuln.kev: true}", "suppress: {status: accepted_risk, reason: r, owner: o}"), "LZR118");
}

TEST(TrivyTrap, AFindingWithoutPurlIsNotSuppressedByARuleForAPurl) {
  const std::vector<SourceFile> files{one_rule("{package.purl: \"pkg:deb/debian/zlib1g\"}", kSuppress)};
  FindingFacts without = finding();
  without.package_purl.reset();
  EXPECT_TRUE(suppressed(judge(files, finding(), image())));
  const auto compiled = make_compiled_evaluator(load_good(files), instant(kNow), package_version_order());
  EXPECT_FALSE(suppressed(compiled->judge(without, image())));
  EXPECT_EQ(outcome(compiled->judge(without, image()), "R-1", Phase::Decide), "unknown:package.purl");
}

TEST(TrivyTrap, AnEndThatIsNoDateFailsTheLoad) {
  for (const std::string until : {"2027-13-01", "2027-02-30", "soon", "2027-1-1", "01.02.2027"}) {
    const auto problems = load_bad(
        {one_rule("{vuln.kev: true}", "active: {until: " + until +
                                          "}\n    suppress: {status: accepted_risk, reason: r, owner: o}")});
    EXPECT_TRUE(std::ranges::any_of(problems, [](const auto& text) { return text.starts_with("LZR119 5:"); }))
        << until;
  }
}

TEST(TrivyTrap, WhatASeverityRuleHidesStaysInTheRecord) {
  const auto verdict = judge({one_rule("{finding.severity: critical}", kSuppress)}, finding(), image());
  EXPECT_EQ(verdict.suppressed_by, "R-1");
  EXPECT_EQ(verdict.severity, Severity::Critical);
  EXPECT_EQ(outcome(verdict, "R-1", Phase::Decide), "applied");
}

TEST(GrypeTrap, AnInvalidRegularExpressionFailsTheLoad) {
  EXPECT_EQ(refused("{package.name: {regex: \"linux-(\"}}"), "LZR111");
  EXPECT_EQ(refused("{package.name: {regex: \"(?<=a)b\"}}"), "LZR111");
}

TEST(GrypeTrap, AnEmptyRuleFailsTheLoad) {
  EXPECT_EQ(refused("{}"), "LZR112");
  EXPECT_EQ(refused("{package.name: []}"), "LZR112");
}

TEST(GrypeTrap, ARegularExpressionIsAnchoredWithoutMarks) {
  EXPECT_FALSE(matches("{package.name: {regex: \"zlib\"}}", finding(), image()));
  EXPECT_TRUE(matches("{package.name: {regex: \"zlib1g\"}}", finding(), image()));
  EXPECT_TRUE(matches("{package.name: {regex: \"^zlib1g$\"}}", finding(), image()));
  EXPECT_FALSE(matches("{package.name: {regex: \"$zlib1g^\"}}", finding(), image()));
  EXPECT_FALSE(matches("{package.name: {regex: \"lib|zzz\"}}", finding(), image()))
      << "both sides are anchored";
}

TEST(GrypeTrap, AnAliasIsTheSameVulnerability) {
  EXPECT_TRUE(matches("{vuln.id: GHSA-mq29-j5xf-cjwr}", finding(), image()));
}

TEST(OsvScannerTrap, ANameIsWholeAndOfItsType) {
  FindingFacts other = finding();
  other.package_name = "zlib1g-dev";
  EXPECT_FALSE(matches("{package.name: zlib1g}", other, image()));
  EXPECT_FALSE(matches("{package.name: zlib1g, package.type: npm}", finding(), image()));
}

// One mapping of a list wins there, by its place.
TEST(AnchoreTrap, TheOrderOfFilesDecidesNothing) {
  const std::string body = "rules:\n  - {id: R-%, match: {always: true}, reclassify: {set: @, reason: r}}\n";
  const auto one = [&](std::string id, std::string severity, std::string path) {
    std::string text = body;
    text.replace(text.find('%'), 1, id).replace(text.find('@'), 1, severity);
    return file(text, std::move(path));
  };
  const auto a = one("1", "low", "a"), b = one("2", "high", "b");
  EXPECT_EQ(judge({a, b}, finding(), image()), judge({b, a}, finding(), image()));
  EXPECT_EQ(outcome(judge({b, a}, finding(), image()), "R-2", Phase::Reclassify), "lost_to:R-1");
}

TEST(FalcoTrap, ALaterFileCannotReplaceARuleOfAnEarlierOne) {
  const auto one = file("rules:\n  - {id: R-1, match: {vuln.kev: true}, protect: {reason: r}}\n", "a");
  const auto two = file("rules:\n  - {id: R-1, match: {vuln.id: CVE-1}, protect: {reason: r}}\n", "b");
  EXPECT_EQ(load_bad({one, two}).at(0).substr(0, 6), "LZR115");
}

TEST(FalcoTrap, EveryRuleThatMatchesIsHeardNotOnlyTheFirst) {
  const auto verdict = judge({file("rules:\n  - {id: R-1, match: {always: true}, tag: [a]}\n"
                                   "  - {id: R-2, match: {always: true}, tag: [b]}\n")},
                             finding(), image());
  EXPECT_EQ(verdict.tags, (std::vector<std::string>{"a", "b"}));
}

TEST(SigmaTrap, ComparisonsAreCaseSensitiveUnlessTheRuleSaysOtherwise) {
  EXPECT_FALSE(matches("{package.name: ZLIB1G}", finding(), image()));
  EXPECT_FALSE(matches("{package.name: {contains: LIB}}", finding(), image()));
  EXPECT_TRUE(matches("{package.name: {eq: ZLIB1G, ci: true}}", finding(), image()));
}

// The other's `match any` list of maps is an OR, a map an AND: the same here, and written.
TEST(SigmaTrap, AMapIsAllOfItsEntriesAndAListAnyOfItsValues) {
  EXPECT_FALSE(matches("{package.name: zlib1g, vuln.kev: false}", finding(), image()));
  EXPECT_TRUE(matches("{package.name: [other, zlib1g]}", finding(), image()));
}

TEST(YamlTrap, AKeyGivenTwiceFailsTheLoad) {
  EXPECT_EQ(refused("{vuln.id: CVE-1, vuln.id: CVE-2}"), "LZR101");
}

TEST(YamlTrap, AVersionIsNotANumberAndNoIsNotFalse) {
  FindingFacts other = finding();
  other.package_type = "npm";
  other.package_version = "1.1.0";
  other.package_name = "no";
  EXPECT_FALSE(matches("{package.version: 1.10}", other, image()));
  EXPECT_TRUE(matches("{package.name: no}", other, image()));
}

// A suppression for one name of an image must not hide what is also deployed by another.
TEST(TagTrap, ASuppressionForDevDoesNotHideTheSameDigestTaggedProd) {
  const std::vector<SourceFile> files{one_rule("{image.tag: dev}", kSuppress)};
  ImageFacts both = image();
  both.tags = {"dev", "prod"};
  const auto compiled = make_compiled_evaluator(load_good(files), instant(kNow), package_version_order());
  EXPECT_TRUE(suppressed(compiled->judge(finding(), image())));
  EXPECT_FALSE(suppressed(compiled->judge(finding(), both)));
}

}  // namespace
}  // namespace lazaret::rules
