// SPDX-License-Identifier: Apache-2.0
// The six examples of docs/reference/rules.md, and the conflict that is worked through there.
#include <gtest/gtest.h>

#include "tests/unit/rules/rules_fixture.h"

namespace lazaret::rules {
namespace {

constexpr std::string_view kExamples = R"(lists: {lab_repos: ["lab/**", "sandbox/**"]}
rules:
  - id: ORG-KEV-PROTECT
    match: {vuln.kev: true, fix.state: fixed, finding.severity: {gte: high}}
    protect: {reason: "CISA KEV with a fix", except: [ORG-BREAKGLASS-7]}
  - id: PAY-0001
    match:
      vuln.id: CVE-2023-45853
      package.purl: "pkg:deb/debian/zlib1g"
      package.version: {range: "<1:1.3"}
      image.repository: "payments/api"
    active: {until: 2027-03-31}
    suppress: {status: not_affected, justification: vulnerable_code_not_in_execute_path, reason: "minizip is not built", owner: team-payments, ticket: SEC-812}
  - id: ORG-UNFIXED-LOW
    match: {finding.kind: vulnerability, finding.severity: {lt: medium}, fix.state: [none, wont_fix], not: {vuln.epss: {gte: 0.1}}}
    active: {until: 2027-01-31}
    suppress: {status: accepted_risk, reason: "low, no fix, EPSS < 10 %", owner: secops}
  - id: ORG-LAB-DOWN
    match: {image.repository: {list: lab_repos}, any: [{finding.kind: vulnerability}, {finding.kind: eol}]}
    reclassify: {shift: -1, reason: "not reachable from production"}
    tag: [lab]
  - id: ORG-BASE-ROUTE
    match: {finding.layer.in_base: true, image.base.name: {glob: "acme.azurecr.io/base/**"}, effective.severity: {gte: high}}
    route: {to: [slack:platform-base], dedupe_by: [vuln.id, image.base.digest]}
  - id: ORG-CI-GATE
    match: {effective.severity: critical, fix.state: fixed, finding.published: {older_than: 7d}, image.labels.stage: {regex: "prod(-eu|-us)?"}}
    gate: {name: deploy, result: fail, message: "critical, fix available for a week"}
  - id: ORG-BREAKGLASS-7
    match: {vuln.id: CVE-2026-7777}
    active: {until: 2026-12-24}
    suppress: {status: accepted_risk, reason: "change freeze", owner: secops}
)";

ImageFacts payments() {
  ImageFacts out = image();
  out.repository = "payments/api";
  return out;
}

FindingFacts quiet() {
  FindingFacts out = finding();
  out.kev = false;
  return out;
}

bool suppressed_by(const FindingFacts& facts, const ImageFacts& of, std::string_view rule) {
  return judge({file(kExamples)}, facts, of).suppressed_by == rule;
}

TEST(Examples, OneNobodyHidesWhatIsExploitedFixableAndHigh) {
  FindingFacts exploited = finding();
  const auto verdict = judge({file(kExamples)}, exploited, payments());
  EXPECT_EQ(outcome(verdict, "PAY-0001", Phase::Decide), "blocked_by:ORG-KEV-PROTECT");
  exploited.vuln_id = "CVE-2026-7777";
  EXPECT_TRUE(suppressed_by(exploited, payments(), "ORG-BREAKGLASS-7"));
}

TEST(Examples, TwoNotAffectedInOneRepositoryAndRange) {
  FindingFacts facts = quiet();
  EXPECT_TRUE(suppressed_by(facts, payments(), "PAY-0001"));
  EXPECT_FALSE(suppressed_by(facts, image(), "PAY-0001"));
  facts.package_version = "1:1.3";
  EXPECT_FALSE(suppressed_by(facts, payments(), "PAY-0001"));
  facts.package_version = "1:1.3~rc1";
  EXPECT_TRUE(suppressed_by(facts, payments(), "PAY-0001"));
  facts.package_purl = "pkg:deb/ubuntu/zlib1g@1:1.2.13";
  EXPECT_FALSE(suppressed_by(facts, payments(), "PAY-0001"));
}

TEST(Examples, ThreeLowWithoutFix) {
  FindingFacts low = quiet();
  low.severity = Severity::Low;
  low.fix_state = "wont_fix";
  EXPECT_TRUE(suppressed_by(low, image(), "ORG-UNFIXED-LOW"));
  low.epss = 0.1;
  EXPECT_FALSE(suppressed_by(low, image(), "ORG-UNFIXED-LOW"));
  low.epss.reset();
  const auto verdict = judge({file(kExamples)}, low, image());
  EXPECT_EQ(outcome(verdict, "ORG-UNFIXED-LOW", Phase::Decide), "unknown:vuln.epss");
  EXPECT_EQ(verdict.status, Verdict::Status::Open);
}

TEST(Examples, ThreeMissingEpssCanBeAccepted) {
  FindingFacts without = quiet();
  without.epss.reset();
  EXPECT_TRUE(matches("{any: [{vuln.epss: {exists: false}}, {vuln.epss: {lt: 0.1}}]}", without, image()));
}

TEST(Examples, FourLabRepositories) {
  const auto verdict = judge({file(kExamples)}, finding(), image());
  EXPECT_EQ(verdict.severity, Severity::High);
  EXPECT_EQ(verdict.tags, std::vector<std::string>{"lab"});
  EXPECT_TRUE(judge({file(kExamples)}, finding(), payments()).tags.empty());
}

TEST(Examples, FiveFindingsOfTheBaseImageGoToItsOwners) {
  ImageFacts based = payments();
  based.base_name = "acme.azurecr.io/base/java/17";
  FindingFacts facts = finding();
  facts.layer_in_base = true;
  const auto verdict = judge({file(kExamples)}, facts, based);
  ASSERT_EQ(verdict.routes.size(), 1u);
  EXPECT_EQ(verdict.routes[0],
            (RoutedTo{"slack:platform-base", {"vuln.id", "image.base.digest"}, "ORG-BASE-ROUTE"}));
  facts.layer_in_base = false;
  EXPECT_TRUE(judge({file(kExamples)}, facts, based).routes.empty());
}

TEST(Examples, SixTheGateWaitsAWeek) {
  const auto gates = [](std::string_view at, std::string_view stage) {
    ImageFacts of = payments();
    of.labels = std::map<std::string, std::string>{{"stage", std::string(stage)}};
    return judge({file(kExamples)}, finding(), of, at).gates.size();
  };
  EXPECT_EQ(gates("2026-11-07T23:59:59Z", "prod"), 0u);
  EXPECT_EQ(gates("2026-11-08T00:00:00Z", "prod"), 1u);
  EXPECT_EQ(gates("2026-11-08T00:00:00Z", "prod-us"), 1u);
  EXPECT_EQ(gates("2026-11-08T00:00:00Z", "preprod"), 0u) << "a regular expression matches the whole text";
}

// F: CVE-X, critical, exploited, fixed, in lab/a.
std::vector<SourceFile> conflict(std::string_view g2 = "set: high") {
  const std::string until = "active: {until: 2027-01-31}";
  return {file("rules:\n  - {id: B, match: {always: true}, tag: [os]}\n", "", Layer::Builtin),
          file("rules:\n  - {id: G2x, match: {always: true}, priority: 10, reclassify: {" + std::string(g2) +
                   "}}\n",
               "g2", Layer::Global),
          file(kExamples, "org.rules.yaml", Layer::Global),
          file("rules:\n  - {id: R1x, match: {always: true}, reclassify: {set: low}}\n"
               "  - {id: R2x, match: {always: true}, " +
                   until + ", suppress: {status: accepted_risk, reason: r, owner: o}}\n",
               "r", Layer::Repository)};
}

std::vector<SourceFile> named(std::vector<SourceFile> files) {
  files[0].path = "builtin";
  files[0].text.replace(files[0].text.find("id: B,"), 6, "id: B-0,");
  return files;
}

TEST(WorkedConflict, EndsOpenLowAndTagged) {
  const auto verdict = judge(named(conflict()), finding(), image());
  EXPECT_EQ(verdict.severity, Severity::Low);
  EXPECT_EQ(outcome(verdict, "G2x", Phase::Reclassify), "lost_to:R1x");
  EXPECT_EQ(outcome(verdict, "ORG-LAB-DOWN", Phase::Reclassify), "lost_to:R1x");
  EXPECT_EQ(outcome(verdict, "R1x", Phase::Reclassify), "applied");
  EXPECT_EQ(verdict.tags, (std::vector<std::string>{"lab", "os"}));
  EXPECT_EQ(outcome(verdict, "R2x", Phase::Decide), "blocked_by:ORG-KEV-PROTECT");
  EXPECT_EQ(verdict.status, Verdict::Status::Open);
  EXPECT_TRUE(verdict.gates.empty()) << "gate 6 sees the effective severity";
}

TEST(WorkedConflict, FinalWouldWinByAuthority) {
  const auto verdict = judge(named(conflict("set: high, final: true")), finding(), image());
  EXPECT_EQ(verdict.severity, Severity::High);
  EXPECT_EQ(outcome(verdict, "R1x", Phase::Reclassify), "lost_to:G2x");
}

TEST(WorkedConflict, DecisionsNameFileLineAndPhase) {
  const auto verdict = judge(named(conflict()), finding(), image());
  ASSERT_FALSE(verdict.decisions.empty());
  EXPECT_EQ(verdict.decisions[0].phase, Phase::Reclassify);
  for (const Decision& decision : verdict.decisions)
    if (decision.rule == "R2x") {
      EXPECT_EQ(decision.file, "r");
      EXPECT_EQ(decision.line, 5);
    }
}

}  // namespace
}  // namespace lazaret::rules
