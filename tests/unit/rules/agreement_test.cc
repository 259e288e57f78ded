// SPDX-License-Identifier: Apache-2.0
// The compiled evaluator says what the reference says, to the last word of the decision record; the order of
// files and names of equal rules changes nothing; ends of validity are exact to the second. The long form of
// the first (1,000,000 pairs) is tests/bench/rules_agreement.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/rules/agreement.h"
#include "tests/unit/rules/rules_fixture.h"

namespace lazaret::rules {
namespace {

TEST(Agreement, OfBothEvaluatorsOnRandomPairs) {
  const Agreement agreement = compare_evaluators(20'000, 1);
  EXPECT_EQ(agreement.first_difference, "");
  EXPECT_GE(agreement.pairs, 20'000u);
  // That they had something to agree on.
  EXPECT_LT(agreement.refused * 10, agreement.sets) << "most random sets must load";
  EXPECT_GT(agreement.decisions, agreement.pairs);
  EXPECT_GT(agreement.suppressed * 50, agreement.pairs);
  EXPECT_GT(agreement.unknown * 10, agreement.pairs);
}

struct Judged {
  std::vector<Verdict> verdicts;
  std::string id;
};

Judged judge_all(const std::vector<SourceFile>& files, std::uint64_t seed) {
  Judged out;
  const auto set = load(files, instant(kNow)).rules;
  if (!set) return out;
  out.id = set->id;
  Choices choices(seed);
  const ImageFacts image = random_image(choices, instant(kNow));
  std::vector<FindingFacts> findings;
  for (int i = 0; i < 20; ++i) findings.push_back(random_finding(choices, instant(kNow)));
  out.verdicts =
      make_compiled_evaluator(set, instant(kNow), package_version_order())->judge_findings(findings, image);
  return out;
}

TEST(Agreement, TheOrderInWhichFilesAreGivenChangesNothing) {
  int several = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    Choices choices(seed);
    auto files = random_rules(choices, instant(kNow));
    several += files.size() > 1;
    const Judged before = judge_all(files, seed);
    std::ranges::reverse(files);
    const Judged after = judge_all(files, seed);
    ASSERT_EQ(after.id, before.id);
    ASSERT_EQ(after.verdicts, before.verdicts);
  }
  EXPECT_GT(several, 20);
}

// Each rule twice under two names; the second copy stands behind or before the first.
std::vector<SourceFile> doubled(std::vector<SourceFile> files, bool behind) {
  for (SourceFile& file : files) {
    std::string out;
    for (std::size_t begin = 0, end = 0; begin < file.text.size(); begin = end + 1) {
      end = file.text.find('\n', begin);
      const std::string line = file.text.substr(begin, end + 1 - begin);
      std::string copy = line;
      if (line.starts_with("  - {id: R-")) copy.insert(line.find(','), "-copy");
      out += copy == line ? line : behind ? line + copy : copy + line;
    }
    file.text = out;
  }
  return files;
}

// What a verdict says without the names of those who said it.
std::string nameless(const Verdict& verdict) {
  std::string out = std::string(to_string(verdict.status)) + " " + std::string(to_string(verdict.severity));
  for (const auto& tag : verdict.tags) out += " " + tag;
  for (const auto& route : verdict.routes) out += " " + route.target;
  for (const auto& gate : verdict.gates) out += " " + gate.name + "=" + std::string(to_string(gate.result));
  return out + " " + std::to_string(verdict.decisions.size());
}

TEST(Agreement, TheOrderOfEqualRulesChangesNothing) {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    Choices choices(seed);
    const auto files = random_rules(choices, instant(kNow));
    const Judged behind = judge_all(doubled(files, true), seed);
    const Judged before = judge_all(doubled(files, false), seed);
    ASSERT_FALSE(behind.id.empty());
    ASSERT_NE(behind.id, before.id);
    for (std::size_t i = 0; i < behind.verdicts.size(); ++i)
      ASSERT_EQ(nameless(behind.verdicts[i]), nameless(before.verdicts[i]));
  }
}

// Both evaluators at one instant.
bool is_suppressed(const std::shared_ptr<const RuleSet>& set, std::int64_t at) {
  const Instant now{at};
  const auto reference = make_reference_evaluator(set, now, package_version_order());
  const auto compiled = make_compiled_evaluator(set, now, package_version_order());
  const Verdict verdict = compiled->judge(finding(), image());
  EXPECT_EQ(verdict, reference->judge(finding(), image()));
  return verdict.status == Verdict::Status::Suppressed;
}

std::shared_ptr<const RuleSet> suppression(const std::string& active) {
  return load_good(
      {one_rule("{vuln.id: CVE-2023-45853}",
                "active: {" + active + "}\n    suppress: {status: accepted_risk, reason: r, owner: o}")});
}

TEST(Validity, EndsToTheSecond) {
  constexpr std::int64_t kDay = 86400;
  Choices choices(5);
  const std::int64_t now = instant(kNow).unix_seconds;
  for (int i = 0; i < 100; ++i) {
    const std::int64_t moment = now + static_cast<std::int64_t>(choices.below(150 * kDay));
    const std::string text = format_instant({moment});
    const auto exact = suppression("until: " + text);
    ASSERT_TRUE(is_suppressed(exact, moment - 1)) << text;
    ASSERT_FALSE(is_suppressed(exact, moment)) << text;
    const std::int64_t midnight = (moment / kDay + 1) * kDay;
    const auto dated = suppression("until: " + text.substr(0, 10));
    ASSERT_TRUE(is_suppressed(dated, midnight - 1)) << text;
    ASSERT_FALSE(is_suppressed(dated, midnight)) << text;
    const auto later = suppression("from: " + text + ", until: " + format_instant({moment + 1}));
    ASSERT_FALSE(is_suppressed(later, moment - 1)) << text;
    ASSERT_TRUE(is_suppressed(later, moment)) << text;
    ASSERT_FALSE(is_suppressed(later, moment + 1)) << text;
  }
}

TEST(Validity, AnOffsetIsTheSameInstant) {
  const auto set = suppression("until: 2027-01-01T02:00:00+02:00");
  const std::int64_t end = instant("2027-01-01T00:00:00Z").unix_seconds;
  EXPECT_TRUE(is_suppressed(set, end - 1));
  EXPECT_FALSE(is_suppressed(set, end));
}

// The index leaves no rule out that has something to say without a hit.
TEST(Index, KeepsRulesWhoseValueIsAbsent) {
  FindingFacts secret = finding();
  secret.vuln_id.reset();
  secret.aliases.reset();
  const auto set = load_good({one_rule("{vuln.id: CVE-1}")});
  const auto compiled = make_compiled_evaluator(set, instant(kNow), package_version_order());
  EXPECT_EQ(outcome(compiled->judge(secret, image()), "R-1", Phase::Tag), "unknown:vuln.id");
  EXPECT_TRUE(compiled->judge(finding(), image()).decisions.empty());
}

TEST(Index, FindsAnAliasAndAnExactId) {
  const auto judge_by = [](std::string_view match) {
    const auto set = load_good({one_rule(match)});
    return outcome(
        make_compiled_evaluator(set, instant(kNow), package_version_order())->judge(finding(), image()),
        "R-1", Phase::Tag);
  };
  EXPECT_EQ(judge_by("{vuln.id: GHSA-mq29-j5xf-cjwr}"), "applied");
  EXPECT_EQ(judge_by("{vuln.id: {eq: GHSA-mq29-j5xf-cjwr, exact: true}}"), "");
  EXPECT_EQ(judge_by("{package.purl: \"pkg:deb/debian/zlib1g\"}"), "applied");
  EXPECT_EQ(judge_by("{image.repository: \"lab/**\"}"), "applied");
  EXPECT_EQ(judge_by("{package.name: {regex: \"Z.*1G\", ci: true}}"), "applied");
  EXPECT_EQ(judge_by("{package.name: {regex: \"ib1\", search: true}}"), "applied");
  EXPECT_EQ(judge_by("{package.name: {regex: \"ib1\"}}"), "");
}

}  // namespace
}  // namespace lazaret::rules
