// SPDX-License-Identifier: Apache-2.0
// Each criterion by which Azure lets an organisation disable findings, of both generations of its scanner, as
// one rule: alone, where it does not hold, where nothing is known, and combined.
#include <gtest/gtest.h>

#include <functional>

#include "tests/unit/rules/rules_fixture.h"

namespace lazaret::rules {
namespace {

constexpr std::string_view kDisable =
    "active: {until: 2027-03-01}\n    suppress: {status: accepted_risk, reason: r, owner: o}";

struct Facts {
  FindingFacts finding;
  ImageFacts image;
};
using Change = std::function<void(Facts&)>;

struct Criterion {
  std::string name;
  std::string match;  // entries of the match
  Change fails;       // makes it false
  Change unsaid;      // takes the value away
};

Facts all_known() {
  Facts out{rules::finding(), rules::image()};
  out.finding.id = "CVE-2023-45853";
  out.finding.category = "Debian";
  out.finding.title = "Integer overflow in MiniZip of zlib";
  out.finding.severity = Severity::Low;
  out.finding.cvss_v3 = 3.1;
  out.finding.fix_state = "none";
  out.image.digest = "sha256:11";
  out.image.os = "debian";
  out.image.os_version = "12";
  return out;
}

bool is_disabled(const std::string& match, const Facts& facts) {
  const std::vector<SourceFile> files{one_rule("{" + match + "}", kDisable)};
  const auto set = load_good(files);
  const auto compiled = make_compiled_evaluator(set, instant(kNow), package_version_order());
  const Verdict verdict = compiled->judge(facts.finding, facts.image);
  EXPECT_EQ(verdict, judge(files, facts.finding, facts.image));
  return verdict.status == Verdict::Status::Suppressed;
}

const std::vector<Criterion>& criteria() {
  static const std::vector<Criterion> kCriteria{
      {"finding id", "finding.id: CVE-2023-45853", [](Facts& f) { f.finding.id = "CVE-2023-45854"; },
       [](Facts& f) { f.finding.id.reset(); }},
      {"category", "finding.category: Debian", [](Facts& f) { f.finding.category = "RedHat"; },
       [](Facts& f) { f.finding.category.reset(); }},
      {"security check text", "finding.title: {contains: minizip, ci: true}",
       [](Facts& f) { f.finding.title = "Heap overflow in inflate"; },
       [](Facts& f) { f.finding.title.reset(); }},
      {"CVSS below", "vuln.cvss.v3: {lt: 4}", [](Facts& f) { f.finding.cvss_v3 = 4.0; },
       [](Facts& f) { f.finding.cvss_v3.reset(); }},
      {"severity", "finding.severity: low", [](Facts& f) { f.finding.severity = Severity::Medium; },
       [](Facts& f) { f.finding.severity = Severity::Unknown; }},
      {"patchable", "fix.state: [none, wont_fix]", [](Facts& f) { f.finding.fix_state = "fixed"; },
       [](Facts& f) { f.finding.fix_state = "unknown"; }},
      {"CVE list", "vuln.id: [CVE-2020-1, CVE-2023-45853, CVE-2020-2]",
       [](Facts& f) { f.finding.vuln_id = "CVE-2023-45854"; }, [](Facts& f) { f.finding.vuln_id.reset(); }},
      {"image digest list", "image.digest: [\"sha256:11\", \"sha256:22\"]",
       [](Facts& f) { f.image.digest = "sha256:33"; }, [](Facts& f) { f.image.digest.reset(); }},
      {"OS version list", "image.os: debian, image.os_version: [\"11\", \"12\"]",
       [](Facts& f) { f.image.os_version = "13"; }, [](Facts& f) { f.image.os_version.reset(); }},
      {"minimum severity", "finding.severity: {lt: medium}",
       [](Facts& f) { f.finding.severity = Severity::Medium; },
       [](Facts& f) { f.finding.severity = Severity::Unknown; }},
      {"fix status", "fix.state: wont_fix", [](Facts& f) { f.finding.fix_state = "none"; },
       [](Facts& f) { f.finding.fix_state.reset(); }}};
  return kCriteria;
}

// The facts about which a criterion holds; "fix status" alone wants another fix state than the others.
Facts holding(const Criterion& criterion) {
  Facts out = all_known();
  if (criterion.name == "fix status") out.finding.fix_state = "wont_fix";
  return out;
}

TEST(AzureCriteria, EachDisablesAlone) {
  for (const Criterion& each : criteria()) EXPECT_TRUE(is_disabled(each.match, holding(each))) << each.name;
}

TEST(AzureCriteria, NoneDisablesWhatItDoesNotName) {
  for (const Criterion& each : criteria()) {
    Facts facts = holding(each);
    each.fails(facts);
    EXPECT_FALSE(is_disabled(each.match, facts)) << each.name;
  }
}

TEST(AzureCriteria, NoneDisablesWhereNothingIsKnown) {
  for (const Criterion& each : criteria()) {
    Facts facts = holding(each);
    each.unsaid(facts);
    EXPECT_FALSE(is_disabled(each.match, facts)) << each.name;
  }
}

// All of one generation together: criteria are ANDed, so that each alone can keep the finding open.
void check_combined(std::initializer_list<std::string_view> names) {
  std::string match = "all: [";
  std::vector<const Criterion*> chosen;
  for (const Criterion& each : criteria())
    if (std::ranges::find(names, each.name) != names.end()) {
      chosen.push_back(&each);
      match += "{" + each.match + "}, ";
    }
  match += "{finding.kind: vulnerability}]";
  ASSERT_EQ(chosen.size(), names.size());
  Facts facts = all_known();
  if (std::ranges::find(names, "fix status") != names.end()) facts.finding.fix_state = "wont_fix";
  EXPECT_TRUE(is_disabled(match, facts));
  for (const Criterion* each : chosen) {
    Facts other = facts;
    each->fails(other);
    EXPECT_FALSE(is_disabled(match, other)) << each->name;
  }
}

TEST(AzureCriteria, OfTheFirstGenerationCombine) {
  check_combined({"finding id", "category", "security check text", "CVSS below", "severity", "patchable"});
}

TEST(AzureCriteria, OfTheSecondGenerationCombine) {
  check_combined({"CVE list", "image digest list", "OS version list", "minimum severity", "fix status"});
}

TEST(AzureCriteria, TheTypicalRuleIsBelowMediumAndNotPatchable) {
  const std::string match = "finding.severity: {lt: medium}, fix.state: [none, wont_fix]";
  Facts facts = all_known();
  EXPECT_TRUE(is_disabled(match, facts));
  facts.finding.fix_state = "fixed";
  EXPECT_FALSE(is_disabled(match, facts));
  facts = all_known();
  facts.finding.severity = Severity::High;
  EXPECT_FALSE(is_disabled(match, facts));
}

}  // namespace
}  // namespace lazaret::rules
