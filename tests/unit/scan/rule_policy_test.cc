// SPDX-License-Identifier: Apache-2.0
#include "core/scan/rule_policy.h"

#include <gtest/gtest.h>

#include "core/base/fd.h"
#include "rules/files.h"

namespace lazaret::scan {
namespace {

constexpr std::string_view kAt = "2026-11-25T12:00:00Z";

Finding finding(std::string id, Severity severity, FixState fix) {
  Finding finding;
  finding.id = std::move(id);
  finding.severity = severity;
  finding.fix_state = fix;
  finding.package_name = "zlib1g";
  finding.package_type = "deb";
  finding.package = "pkg:deb/debian/zlib1g@1:1.2.13";
  finding.installed_version = "1:1.2.13";
  return finding;
}

Report report() {
  Report report;
  report.database = DatabaseInfo{
      "sha256:a", "2026-11-01T00:00:00Z", false, {{std::string(kKevFeed), "2026-11-01T00:00:00Z", 1}}};
  report.findings = {finding("CVE-1", Severity::Critical, FixState::Fixed),
                     finding("CVE-2", Severity::High, FixState::Fixed),
                     finding("CVE-3", Severity::Low, FixState::None)};
  return report;
}

std::shared_ptr<const rules::RuleSet> load(std::vector<rules::SourceFile> files) {
  auto outcome = rules::load(files, *parse_instant(kAt));
  for (const auto& problem : outcome.problems) ADD_FAILURE() << rules::format_problem(problem);
  return outcome.rules;
}

rules::SourceFile file(std::string_view rules) {
  return {"a.rules.yaml", "lazaret: rules/v1\nrules:\n" + std::string(rules), std::nullopt};
}

Judgement judge(std::string_view rules, const Report& of = report(), std::string_view at = kAt) {
  return make_rule_policy(load({file(rules)}), *parse_instant(at))->judge(of);
}

constexpr std::string_view kSuppress =
    "  - id: S-1\n"
    "    match: {vuln.id: CVE-3}\n"
    "    active: {until: 2026-11-30}\n"
    "    suppress: {status: accepted_risk, reason: low, owner: secops, ticket: SEC-1}\n";

TEST(RulePolicy, GivesOneDecisionAFindingAndSaysWhoSuppresses) {
  const auto judgement = judge(kSuppress);
  ASSERT_EQ(judgement.decisions.size(), 3u);
  EXPECT_EQ(judgement.decisions[0].suppressed_by, "");
  EXPECT_EQ(judgement.decisions[2].suppressed_by, "S-1");
  ASSERT_EQ(judgement.decisions[2].rules.size(), 1u);
  const auto& said = judgement.decisions[2].rules[0];
  EXPECT_EQ(said.file, "a.rules.yaml");
  EXPECT_EQ(said.line, 3);
  EXPECT_EQ(said.phase, "decide");
  EXPECT_EQ(said.outcome, "applied");
  ASSERT_EQ(judgement.ruleset.suppressions.size(), 1u);
  const auto& suppression = judgement.ruleset.suppressions[0];
  EXPECT_EQ(suppression.rule + " " + suppression.status + " " + suppression.owner + " " + suppression.ticket,
            "S-1 accepted_risk secops SEC-1");
  EXPECT_EQ(suppression.until, "2026-12-01T00:00:00Z");
  EXPECT_EQ(suppression.findings, 1u);
}

TEST(RulePolicy, ASuppressionEndsAtTheSecond) {
  EXPECT_EQ(judge(kSuppress, report(), "2026-11-30T23:59:59Z").decisions[2].suppressed_by, "S-1");
  const auto after = judge(kSuppress, report(), "2026-12-01T00:00:00Z");
  EXPECT_EQ(after.decisions[2].suppressed_by, "");
  EXPECT_EQ(after.decisions[2].rules.at(0).outcome, "expired");
  EXPECT_TRUE(after.ruleset.suppressions.empty());
}

TEST(RulePolicy, ReclassifiesAndTagsBesideTheRawFinding) {
  const auto judgement = judge(
      "  - id: R-1\n    match: {finding.severity: high}\n    reclassify: {set: low, reason: lab}\n"
      "  - id: R-2\n    match: {effective.severity: low}\n    tag: [lab, a]\n");
  EXPECT_EQ(judgement.decisions[1].severity, Severity::Low);
  EXPECT_EQ(judgement.decisions[1].tags, (std::vector<std::string>{"a", "lab"}));
  EXPECT_EQ(judgement.decisions[0].severity, Severity::Critical);
}

TEST(RulePolicy, OfOneGateTheWorstIsTheReportsWithItsFindingsCounted) {
  const auto judgement = judge(
      "  - id: G-1\n    match: {fix.state: fixed}\n    gate: {name: deploy, result: warn}\n"
      "  - id: G-2\n    match: {finding.severity: {gte: high}}\n"
      "    gate: {name: deploy, result: fail, message: no}\n"
      "  - id: G-3\n    match: {finding.severity: low}\n    gate: {name: other, result: pass}\n");
  ASSERT_EQ(judgement.ruleset.gates.size(), 2u);
  EXPECT_EQ(judgement.ruleset.gates[0].name, "deploy");
  EXPECT_EQ(judgement.ruleset.gates[0].result, GateResult::Fail);
  EXPECT_EQ(judgement.ruleset.gates[0].rule, "G-2");
  EXPECT_EQ(judgement.ruleset.gates[0].message, "no");
  EXPECT_EQ(judgement.ruleset.gates[0].findings, 2u);
  EXPECT_EQ(judgement.ruleset.gates[1].result, GateResult::Pass);
}

TEST(RulePolicy, ImageGatesJoinTheGatesOfRules) {
  const std::string gates =
      "gates:\n"
      "  - id: I-1\n"
      "    name: deploy\n"
      "    scope: {always: true}\n"
      "    fail_if: {count: {effective.severity: {gte: high}}, gt: 1}\n";
  const auto judged = [&](const Report& of) {
    return make_rule_policy(load({{"a.rules.yaml", "lazaret: rules/v1\n" + gates, std::nullopt}}),
                            *parse_instant(kAt))
        ->judge(of);
  };
  EXPECT_EQ(judged(report()).ruleset.gates.at(0).result, GateResult::Fail);
  EXPECT_EQ(judged(Report{}).ruleset.gates.at(0).result, GateResult::Pass);
}

TEST(RulePolicy, WithoutTheCatalogueNobodyKnowsWhatIsExploited) {
  constexpr std::string_view kNotExploited =
      "  - id: S-1\n    match: {vuln.kev: false}\n    active: {until: 2026-12-31}\n"
      "    suppress: {status: accepted_risk, reason: quiet, owner: secops}\n";
  EXPECT_EQ(judge(kNotExploited).decisions[0].suppressed_by, "S-1");
  auto blind = report();
  blind.database->feeds.clear();
  EXPECT_EQ(judge(kNotExploited, blind).decisions[0].suppressed_by, "");
  EXPECT_EQ(judge(kNotExploited, blind).decisions[0].rules.at(0).outcome, "unknown:vuln.kev");
}

TEST(RulePolicy, AnEmptySetLeavesEverythingOpenAsItIs) {
  const auto judgement = make_rule_policy(load({}), *parse_instant(kAt))->judge(report());
  ASSERT_EQ(judgement.decisions.size(), 3u);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(judgement.decisions[i].severity, report().findings[i].severity);
    EXPECT_EQ(judgement.decisions[i].suppressed_by, "");
    EXPECT_TRUE(judgement.decisions[i].rules.empty());
  }
  EXPECT_TRUE(judgement.ruleset.id.starts_with("sha256:"));
}

class BuiltinRules : public testing::Test {
 protected:
  std::shared_ptr<const rules::RuleSet> set =
      load(*rules::read_builtin_rules(std::string(LAZARET_SOURCE_ROOT) + "/rules/builtin", {}));
  std::vector<std::string> tags(std::string os, std::string version, std::string_view at) {
    auto of = report();
    of.image.os = OsRelease{};
    of.image.os->id = std::move(os);
    of.image.os->version_id = std::move(version);
    return make_rule_policy(set, *parse_instant(at))->judge(of).decisions[1].tags;
  }
};

TEST_F(BuiltinRules, HaveALayerADescriptionAndHideNothing) {
  for (const auto& rule : set->rules) {
    EXPECT_EQ(rule.layer, rules::Layer::Builtin) << rule.id;
    EXPECT_FALSE(rule.description.empty()) << rule.id;
    EXPECT_TRUE(rule.tag && !rule.suppress && !rule.reclassify && !rule.gate) << rule.id;
  }
}

TEST_F(BuiltinRules, TagWhatIsPastItsLastDay) {
  const std::vector<std::string> ended{"end-of-life"};
  EXPECT_EQ(tags("alpine", "3.18.9", "2025-05-10T00:00:00Z"), ended);
  EXPECT_TRUE(tags("alpine", "3.18.9", "2025-05-09T23:59:59Z").empty());
  EXPECT_EQ(tags("alpine", "3.9.6", kAt), ended);
  EXPECT_TRUE(tags("alpine", "3.22.1", kAt).empty()) << "not 3.2";
  EXPECT_EQ(tags("debian", "11", "2026-09-01T00:00:00Z"), ended);
  EXPECT_TRUE(tags("debian", "11", "2026-08-31T23:59:59Z").empty());
  EXPECT_TRUE(tags("debian", "12", kAt).empty());
  EXPECT_EQ(tags("ubuntu", "20.04", kAt), ended);
  EXPECT_EQ(tags("centos", "7", kAt), ended);
}

TEST_F(BuiltinRules, TagWhatIsExploited) {
  auto of = report();
  of.findings[1].kev = true;
  const auto judgement = make_rule_policy(set, *parse_instant(kAt))->judge(of);
  EXPECT_EQ(judgement.decisions[1].tags, std::vector<std::string>{"known-exploited"});
  EXPECT_TRUE(judgement.decisions[0].tags.empty());
}

}  // namespace
}  // namespace lazaret::scan
