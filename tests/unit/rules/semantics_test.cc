// SPDX-License-Identifier: Apache-2.0
// The sentences S1 to S15 of docs/reference/rules.md, each with tests named after it.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/rules/rules_fixture.h"

namespace lazaret::rules {
namespace {

constexpr std::string_view kSuppress =
    "active: {until: 2027-01-31}\n    suppress: {status: accepted_risk, reason: r, owner: o}";

std::string rule(std::string_view id, std::string_view match, std::string_view rest, int priority = 0) {
  return "  - id: " + std::string(id) + "\n    match: " + std::string(match) +
         "\n    priority: " + std::to_string(priority) + "\n    " + std::string(rest) + "\n";
}
SourceFile rules(std::initializer_list<std::string> each, std::string path = "a.rules.yaml",
                 std::optional<Layer> layer = {}) {
  std::string body = "rules:\n";
  for (const auto& text : each) body += text;
  return file(body, std::move(path), layer);
}
bool suppressed(const Verdict& verdict) { return verdict.status == Verdict::Status::Suppressed; }

TEST(S1, EqualInputGivesAnEqualVerdict) {
  const std::vector<SourceFile> files{
      rules({rule("R-1", "{always: true}", "tag: [a]"), rule("R-2", "{always: true}", kSuppress)})};
  EXPECT_EQ(judge(files, finding(), image()), judge(files, finding(), image()));
}

TEST(S1, TheInstantIsGivenAndNothingElseTellsTheTime) {
  EXPECT_TRUE(
      suppressed(judge({one_rule("{always: true}", kSuppress)}, finding(), image(), "2027-01-31T23:59:59Z")));
  EXPECT_FALSE(
      suppressed(judge({one_rule("{always: true}", kSuppress)}, finding(), image(), "2027-02-01T00:00:00Z")));
}

TEST(S2, AConditionOnAnAbsentFieldIsUnknown) {
  FindingFacts without = finding();
  without.epss.reset();
  EXPECT_EQ(truth("{vuln.epss: {lt: 0.1}}", finding(), image()), "true");
  EXPECT_EQ(truth("{vuln.epss: {gt: 0.1}}", finding(), image()), "false");
  EXPECT_EQ(truth("{vuln.epss: {lt: 0.1}}", without, image()), "unknown:vuln.epss");
}

TEST(S2, NotUnknownIsUnknown) {
  FindingFacts without = finding();
  without.kev.reset();
  EXPECT_EQ(truth("{not: {vuln.kev: true}}", without, image()), "unknown:vuln.kev");
  EXPECT_EQ(truth("{not: {vuln.kev: true}}", finding(), image()), "false");
  EXPECT_EQ(truth("{not: {vuln.kev: false}}", finding(), image()), "true");
}

TEST(S2, AllAndAnyAreKleenes) {
  FindingFacts without = finding();
  without.kev.reset();
  const std::string unknown = "{vuln.kev: true}", yes = "{finding.plugin: dpkg}",
                    no = "{finding.plugin: rpm}";
  EXPECT_EQ(truth("{all: [" + unknown + ", " + yes + "]}", without, image()), "unknown:vuln.kev");
  EXPECT_EQ(truth("{all: [" + unknown + ", " + no + "]}", without, image()), "false");
  EXPECT_EQ(truth("{any: [" + unknown + ", " + yes + "]}", without, image()), "true");
  EXPECT_EQ(truth("{any: [" + unknown + ", " + no + "]}", without, image()), "unknown:vuln.kev");
}

TEST(S2, ExistsIsNeverUnknown) {
  FindingFacts without = finding();
  without.epss.reset();
  EXPECT_EQ(truth("{vuln.epss: {exists: false}}", without, image()), "true");
  EXPECT_EQ(truth("{vuln.epss: {exists: true}}", without, image()), "false");
  EXPECT_EQ(truth("{vuln.epss: {exists: true}}", finding(), image()), "true");
}

TEST(S2, APlainComparisonWithAListMeansSomeElement) {
  FindingFacts both = finding();
  both.cwe = {"CWE-79", "CWE-89"};
  EXPECT_EQ(truth("{vuln.cwe: CWE-89}", both, image()), "true");
  EXPECT_EQ(truth("{vuln.cwe: CWE-1}", both, image()), "false");
  EXPECT_EQ(truth("{vuln.cwe: {prefix: CWE-7, suffix: 89}}", both, image()), "false") << "of one element";
  both.cwe = std::vector<std::string>{};
  EXPECT_EQ(truth("{vuln.cwe: CWE-89}", both, image()), "false") << "an empty list";
  both.cwe.reset();
  EXPECT_EQ(truth("{vuln.cwe: CWE-89}", both, image()), "unknown:vuln.cwe");
}

TEST(S2, AllAndNoneQuantify) {
  FindingFacts both = finding();
  both.cwe = {"CWE-79", "CWE-89"};
  EXPECT_EQ(truth("{vuln.cwe: {all: {prefix: CWE-}}}", both, image()), "true");
  EXPECT_EQ(truth("{vuln.cwe: {all: CWE-79}}", both, image()), "false");
  EXPECT_EQ(truth("{vuln.cwe: {any: CWE-79}}", both, image()), "true");
  EXPECT_EQ(truth("{vuln.cwe: {none: CWE-79}}", both, image()), "false");
  EXPECT_EQ(truth("{vuln.cwe: {none: [CWE-1, CWE-2]}}", both, image()), "true");
}

TEST(S2, AnUnknownSeverityIsNotLow) {
  FindingFacts unrated = finding();
  unrated.severity = Severity::Unknown;
  EXPECT_EQ(truth("{finding.severity: {lt: medium}}", unrated, image()), "unknown:finding.severity");
  EXPECT_EQ(truth("{not: {finding.severity: high}}", unrated, image()), "unknown:finding.severity");
  EXPECT_EQ(truth("{finding.severity: [unknown, low]}", unrated, image()), "true");
  EXPECT_EQ(truth("{finding.severity: unknown}", finding(), image()), "false");
  EXPECT_EQ(truth("{finding.severity: {exists: true}}", unrated, image()), "false");
}

TEST(S2, AnUnknownFixStateIsNotNone) {
  FindingFacts unsaid = finding();
  unsaid.fix_state = "unknown";
  EXPECT_EQ(truth("{not: {fix.state: fixed}}", unsaid, image()), "unknown:fix.state");
  EXPECT_EQ(truth("{fix.state: [none, unknown]}", unsaid, image()), "true");
  EXPECT_EQ(truth("{fix.state: unknown}", finding(), image()), "false");
}

TEST(S3, ARuleMatchesOnlyIfItsMatchIsTrue) {
  FindingFacts without = finding();
  without.epss.reset();
  const auto file = one_rule("{vuln.epss: {lt: 0.1}}", kSuppress);
  EXPECT_TRUE(suppressed(judge({file}, finding(), image())));
  const auto verdict = judge({file}, without, image());
  EXPECT_FALSE(suppressed(verdict));
  EXPECT_EQ(outcome(verdict, "R-1", Phase::Decide), "unknown:vuln.epss");
}

TEST(S3, AFindingWithoutPurlIsNotWhatAPurlRuleSuppresses) {
  FindingFacts without = finding();
  without.package_purl.reset();
  EXPECT_FALSE(suppressed(
      judge({one_rule("{package.purl: \"pkg:deb/debian/zlib1g\"}", kSuppress)}, without, image())));
  EXPECT_TRUE(suppressed(
      judge({one_rule("{package.purl: \"pkg:deb/debian/zlib1g\"}", kSuppress)}, finding(), image())));
}

TEST(S3, ProtectAlsoMatchesOnUnknown) {
  FindingFacts without = finding();
  without.kev.reset();
  const auto suppress = rule("S-1", "{always: true}", kSuppress);
  const auto protect = rule("P-1", "{vuln.kev: true}", "protect: {reason: r}");
  const auto verdict = judge({rules({suppress, protect})}, without, image());
  EXPECT_FALSE(suppressed(verdict));
  EXPECT_EQ(outcome(verdict, "P-1", Phase::Decide), "applied");
  EXPECT_EQ(outcome(verdict, "S-1", Phase::Decide), "blocked_by:P-1");
}

TEST(S3, UnlessItSaysNoMatch) {
  FindingFacts without = finding();
  without.kev.reset();
  const auto suppress = rule("S-1", "{always: true}", kSuppress);
  const auto protect = rule("P-1", "{vuln.kev: true}", "on_unknown: no_match\n    protect: {reason: r}");
  const auto verdict = judge({rules({suppress, protect})}, without, image());
  EXPECT_TRUE(suppressed(verdict));
  EXPECT_EQ(outcome(verdict, "P-1", Phase::Decide), "unknown:vuln.kev");
}

TEST(S3, OnUnknownMatchIsForActionsThatMayGuess) {
  FindingFacts without = finding();
  without.kev.reset();
  for (const std::string action : {"tag: [t]", "route: {to: [x]}", "gate: {name: g, result: warn}"})
    EXPECT_EQ(judge({one_rule("{vuln.kev: true}", "on_unknown: match\n    " + action)}, without, image())
                  .decisions.at(0)
                  .outcome,
              "applied");
  for (const auto action : {std::string_view("gate: {name: g, result: fail}"),
                            std::string_view("reclassify: {set: low}"), kSuppress})
    EXPECT_EQ(load_bad({one_rule("{vuln.kev: true}", "on_unknown: match\n    " + std::string(action))})
                  .at(0)
                  .substr(0, 10),
              "LZR120 5:5");
}

TEST(S4, APhaseSeesWhatEarlierPhasesLeft) {
  const auto verdict = judge({rules({rule("R-1", "{always: true}", "reclassify: {set: low}"),
                                     rule("R-2", "{effective.severity: low}", "tag: [low]"),
                                     rule("R-3", "{effective.tags: low}", "route: {to: [team]}"),
                                     rule("R-4", "{effective.severity: critical}", "tag: [no]")})},
                             finding(), image());
  EXPECT_EQ(verdict.severity, Severity::Low);
  EXPECT_EQ(verdict.tags, std::vector<std::string>{"low"});
  EXPECT_EQ(verdict.routes.at(0).target, "team");
}

TEST(S4, RulesOfOnePhaseDoNotSeeEachOther) {
  EXPECT_EQ(load_bad({one_rule("{effective.severity: low}", "reclassify: {set: high}")}).at(0).substr(0, 6),
            "LZR117");
  EXPECT_EQ(load_bad({one_rule("{effective.tags: a}", "tag: [b]")}).at(0).substr(0, 6), "LZR117");
  EXPECT_TRUE(load_bad({one_rule("{effective.tags: a}", kSuppress)}).empty());
}

TEST(S4, OrderInsideAPhaseNeverChangesWhatMatches) {
  std::vector<std::string> texts{rule("R-1", "{always: true}", "reclassify: {set: low}", 1),
                                 rule("R-2", "{always: true}", "reclassify: {set: high}", 2),
                                 rule("R-3", "{effective.severity: high}", "tag: [t]"),
                                 rule("R-4", "{effective.tags: t}", kSuppress)};
  std::ranges::sort(texts);
  do {
    const auto verdict = judge({rules({texts[0], texts[1], texts[2], texts[3]})}, finding(), image());
    EXPECT_EQ(verdict.severity, Severity::High);
    EXPECT_EQ(verdict.suppressed_by, "R-4");
  } while (std::ranges::next_permutation(texts).found);
}

TEST(S5, TheKeyIsLayerThenPriorityThenPathThenIndex) {
  const auto suppress = [](std::string_view id, int priority = 0) {
    return rule(id, "{always: true}", kSuppress, priority);
  };
  const auto primary = [](std::vector<SourceFile> files) {
    return judge(std::move(files), finding(), image()).suppressed_by;
  };
  EXPECT_EQ(primary({rules({suppress("R-G", 9)}, "b", Layer::Global),
                     rules({suppress("R-R")}, "a", Layer::Registry)}),
            "R-R");
  EXPECT_EQ(primary({rules({suppress("R-2", 1)}, "a"), rules({suppress("R-1")}, "b")}), "R-2");
  EXPECT_EQ(primary({rules({suppress("R-2")}, "a"), rules({suppress("R-1")}, "b")}), "R-1");
  EXPECT_EQ(primary({rules({suppress("R-2"), suppress("R-1")})}), "R-1");
}

TEST(S5, PermutingFilesChangesNothing) {
  std::vector<SourceFile> files{rules({rule("R-1", "{always: true}", "reclassify: {set: low}")}, "a"),
                                rules({rule("R-2", "{always: true}", "reclassify: {set: high}")}, "b"),
                                rules({rule("R-3", "{always: true}", kSuppress)}, "c")};
  const auto expected = judge(files, finding(), image());
  const auto id = load_good(files)->id;
  std::ranges::reverse(files);
  EXPECT_EQ(judge(files, finding(), image()), expected);
  EXPECT_EQ(load_good(files)->id, id);
}

TEST(S6, TheGreatestLayerAndPriorityWins) {
  const auto set = [](std::string_view id, std::string_view to, int priority = 0) {
    return rule(id, "{always: true}", "reclassify: {" + std::string(to) + "}", priority);
  };
  const auto verdict =
      judge({rules({set("R-1", "set: low", 1), set("R-2", "set: high", 2)})}, finding(), image());
  EXPECT_EQ(verdict.severity, Severity::High);
  EXPECT_EQ(outcome(verdict, "R-1", Phase::Reclassify), "lost_to:R-2");
  EXPECT_EQ(outcome(verdict, "R-2", Phase::Reclassify), "applied");
  EXPECT_EQ(judge({rules({set("R-1", "set: low", 9)}, "g", Layer::Global),
                   rules({set("R-2", "set: high")}, "r", Layer::Repository)},
                  finding(), image())
                .severity,
            Severity::High);
}

TEST(S6, TiesGoToTheSmallerPathAndIndex) {
  const auto set = [](std::string_view id, std::string_view to) {
    return rule(id, "{always: true}", "reclassify: {set: " + std::string(to) + "}");
  };
  EXPECT_EQ(judge({rules({set("R-1", "low"), set("R-2", "high")})}, finding(), image()).severity,
            Severity::Low);
  EXPECT_EQ(
      judge({rules({set("R-1", "low")}, "b"), rules({set("R-2", "high")}, "a")}, finding(), image()).severity,
      Severity::High);
}

TEST(S6, FinalWithTheHighestAuthorityWins) {
  const auto set = [](std::string_view id, std::string_view to, int priority = 0) {
    return rule(id, "{always: true}", "reclassify: {" + std::string(to) + "}", priority);
  };
  const auto verdict = judge({rules({set("R-G", "set: high, final: true")}, "g", Layer::Global),
                              rules({set("R-Y", "set: medium, final: true", 5)}, "y", Layer::Registry),
                              rules({set("R-R", "set: low", 9)}, "r", Layer::Repository)},
                             finding(), image());
  EXPECT_EQ(verdict.severity, Severity::High);
  EXPECT_EQ(outcome(verdict, "R-R", Phase::Reclassify), "lost_to:R-G");
  EXPECT_EQ(outcome(verdict, "R-Y", Phase::Reclassify), "lost_to:R-G");
}

TEST(S6, ShiftAppliesToTheRawSeverityAndIsClamped) {
  const auto severity = [](std::string_view to, Severity raw) {
    FindingFacts facts = finding();
    facts.severity = raw;
    return judge({one_rule("{always: true}", "reclassify: {" + std::string(to) + "}")}, facts, image())
        .severity;
  };
  EXPECT_EQ(severity("shift: -1", Severity::High), Severity::Medium);
  EXPECT_EQ(severity("shift: 1", Severity::Critical), Severity::Critical);
  EXPECT_EQ(severity("shift: -4", Severity::Low), Severity::Negligible) << "never to unknown";
  EXPECT_EQ(severity("shift: 1", Severity::Unknown), Severity::Unknown);
  EXPECT_EQ(severity("set: medium", Severity::Unknown), Severity::Medium);
}

TEST(S6, FromTakesAnOpinionAndWithoutOneDoesNotAct) {
  EXPECT_EQ(judge({one_rule("{always: true}", "reclassify: {from: vendor}")}, finding(), image()).severity,
            Severity::Low);
  EXPECT_EQ(judge({one_rule("{always: true}", "reclassify: {from: nvd}")}, finding(), image()).severity,
            Severity::Medium);
  EXPECT_EQ(judge({one_rule("{always: true}", "reclassify: {from: cvss}")}, finding(), image()).severity,
            Severity::Critical);
  FindingFacts without = finding();
  without.opinions.clear();
  const auto verdict = judge({one_rule("{always: true}", "reclassify: {from: nvd}")}, without, image());
  EXPECT_EQ(verdict.severity, Severity::Critical);
  EXPECT_EQ(outcome(verdict, "R-1", Phase::Reclassify), "unknown:reclassify.from");
}

TEST(S7, TagsAreTheSortedUnion) {
  const auto verdict = judge(
      {rules({rule("R-1", "{always: true}", "tag: [b, c]"), rule("R-2", "{always: true}", "tag: [a, b]")})},
      finding(), image());
  EXPECT_EQ(verdict.tags, (std::vector<std::string>{"a", "b", "c"}));
}

TEST(S8, ProtectBlocksWhatHasNoMoreAuthority) {
  const auto both = [](Layer protects, Layer suppresses) {
    return judge({rules({rule("P-1", "{always: true}", "protect: {reason: r}")}, "p", protects),
                  rules({rule("S-1", "{always: true}", kSuppress)}, "s", suppresses)},
                 finding(), image());
  };
  for (const auto lower : {Layer::Builtin, Layer::Repository, Layer::Registry, Layer::Global})
    EXPECT_EQ(outcome(both(Layer::Global, lower), "S-1", Phase::Decide), "blocked_by:P-1");
  EXPECT_EQ(both(Layer::Repository, Layer::Global).suppressed_by, "S-1");
  EXPECT_EQ(both(Layer::Repository, Layer::Registry).suppressed_by, "S-1");
  EXPECT_EQ(both(Layer::Builtin, Layer::Repository).suppressed_by, "S-1");
  EXPECT_FALSE(suppressed(both(Layer::Registry, Layer::Repository)));
}

TEST(S8, ExceptNamesTheSuppressionsThatMayPass) {
  const auto verdict =
      judge({rules({rule("P-1", "{always: true}", "protect: {reason: r, except: [S-2]}"),
                    rule("S-1", "{always: true}", kSuppress), rule("S-2", "{always: true}", kSuppress)})},
            finding(), image());
  EXPECT_EQ(verdict.suppressed_by, "S-2");
  EXPECT_EQ(outcome(verdict, "S-1", Phase::Decide), "blocked_by:P-1");
}

TEST(S8, AllSuppressorsAreRecordedAndTheGreatestIsShown) {
  const auto verdict =
      judge({rules({rule("S-1", "{always: true}", kSuppress, 5), rule("S-2", "{always: true}", kSuppress)})},
            finding(), image());
  EXPECT_EQ(verdict.suppressed_by, "S-1");
  EXPECT_EQ(outcome(verdict, "S-1", Phase::Decide), "applied");
  EXPECT_EQ(outcome(verdict, "S-2", Phase::Decide), "applied");
}

TEST(S9, APlainUntilIncludesItsDay) {
  const auto file = one_rule("{always: true}", "active: {from: 2026-11-01, until: 2026-12-31}\n    tag: [t]");
  const auto said = [&](std::string_view at) {
    return outcome(judge({file}, finding(), image(), at), "R-1", Phase::Tag);
  };
  EXPECT_EQ(said("2026-10-31T23:59:59Z"), "inactive");
  EXPECT_EQ(said("2026-11-01T00:00:00Z"), "applied");
  EXPECT_EQ(said("2026-12-31T23:59:59Z"), "applied");
  EXPECT_EQ(said("2027-01-01T00:00:00Z"), "expired");
}

TEST(S9, AnInstantEndsToTheSecond) {
  const auto file =
      one_rule("{always: true}", "active: {until: \"2026-12-31T10:00:00+02:00\"}\n    tag: [t]");
  const auto said = [&](std::string_view at) {
    return outcome(judge({file}, finding(), image(), at), "R-1", Phase::Tag);
  };
  EXPECT_EQ(said("2026-12-31T07:59:59Z"), "applied");
  EXPECT_EQ(said("2026-12-31T08:00:00Z"), "expired");
}

TEST(S9, ADisabledRuleIsInactive) {
  const auto verdict =
      judge({one_rule("{always: true}", "enabled: false\n    tag: [t]")}, finding(), image());
  EXPECT_TRUE(verdict.tags.empty());
  EXPECT_EQ(outcome(verdict, "R-1", Phase::Tag), "inactive");
}

TEST(S9, ASuppressionNeedsReasonOwnerAndEnd) {
  const auto first = [](std::string_view rest) {
    const auto problems = load_bad({one_rule("{always: true}", rest)});
    return problems.empty() ? std::string() : problems.front().substr(0, 6);
  };
  EXPECT_EQ(first("active: {until: 2027-01-31}\n    suppress: {status: mitigated, owner: o}"), "LZR118");
  EXPECT_EQ(first("active: {until: 2027-01-31}\n    suppress: {status: mitigated, reason: r}"), "LZR118");
  EXPECT_EQ(first("suppress: {status: mitigated, reason: r, owner: o}"), "LZR118");
  EXPECT_EQ(first("suppress: {status: mitigated, reason: r, owner: o, permanent: true}"), "LZR118");
  EXPECT_EQ(first("suppress: {status: mitigated, reason: r, owner: o, permanent: true, approved_by: x}"), "");
  EXPECT_EQ(first("active: {until: 2027-01-31}\n    suppress: {status: mitigated, reason: r, owner: o}"), "");
}

TEST(S9, ASuppressionEndsWithinMaxSuppressDays) {
  const auto problems = [](std::string_view until) {
    return load_bad(
        {one_rule("{always: true}", "active: {until: " + std::string(until) +
                                        "}\n    suppress: {status: mitigated, reason: r, owner: o}")});
  };
  EXPECT_TRUE(problems("2027-05-24").empty());  // 180 days after 2026-11-25
  EXPECT_EQ(problems("2027-05-25").at(0).substr(0, 7), "LZR216 ");
  EXPECT_TRUE(problems("\"2027-05-24T12:00:00Z\"").empty());
  EXPECT_EQ(problems("\"2027-05-24T12:00:01Z\"").size(), 1u);
}

TEST(S10, NotAffectedNeedsOneOfTheFiveJustifications) {
  const auto problems = [](std::string_view more) {
    return load_bad(
        {one_rule("{always: true}",
                  "active: {until: 2027-01-31}\n    suppress: {status: not_affected, reason: r, owner: o" +
                      std::string(more) + "}")});
  };
  EXPECT_EQ(problems("").at(0).substr(0, 6), "LZR118");
  EXPECT_EQ(problems(", justification: because").at(0).substr(0, 6), "LZR107");
  EXPECT_TRUE(problems(", justification: component_not_present").empty());
}

TEST(S10, VexRanksBetweenBuiltinAndGlobalWithoutAuthority) {
  const auto vex = rules(
      {rule("V-1", "{always: true}", "suppress: {status: mitigated, reason: r, owner: o}")}, "v", Layer::Vex);
  EXPECT_EQ(judge({vex}, finding(), image(), "2040-01-01").suppressed_by, "V-1") << "no end";
  const auto protect = [](Layer layer) {
    return rules({rule("P-1", "{always: true}", "protect: {reason: r}")}, "p", layer);
  };
  for (const auto layer : {Layer::Builtin, Layer::Repository, Layer::Registry, Layer::Global})
    EXPECT_FALSE(suppressed(judge({vex, protect(layer)}, finding(), image())));
  EXPECT_LT(rank_of(Layer::Builtin), rank_of(Layer::Vex));
  EXPECT_LT(rank_of(Layer::Vex), rank_of(Layer::Global));
}

TEST(S11, AllRoutesApplyOnceATarget) {
  const auto verdict = judge({rules({rule("R-1", "{always: true}", "route: {to: [b, a]}"),
                                     rule("R-2", "{always: true}", "route: {to: b, dedupe_by: [vuln.id]}")})},
                             finding(), image());
  ASSERT_EQ(verdict.routes.size(), 2u);
  EXPECT_EQ(verdict.routes[0].target, "a");
  EXPECT_EQ(verdict.routes[1].rule, "R-2");
}

TEST(S11, AGateTakesTheWorst) {
  const auto verdict =
      judge({rules({rule("R-1", "{always: true}", "gate: {name: g, result: fail, message: m}"),
                    rule("R-2", "{always: true}", "gate: {name: g, result: warn}", 9),
                    rule("R-3", "{always: true}", "gate: {name: h, result: pass}")})},
            finding(), image());
  ASSERT_EQ(verdict.gates.size(), 2u);
  EXPECT_EQ(verdict.gates[0].result, GateResult::Fail);
  EXPECT_EQ(verdict.gates[0].message, "m");
  EXPECT_EQ(outcome(verdict, "R-2", Phase::Deliver), "lost_to:R-1");
  EXPECT_EQ(verdict.gates[1].result, GateResult::Pass);
}

TEST(S11, SuppressedFindingsReachNeitherGatesNorRoutes) {
  const auto verdict =
      judge({rules({rule("S-1", "{always: true}", kSuppress),
                    rule("R-1", "{always: true}", "gate: {name: g, result: fail}"),
                    rule("R-2", "{always: true}", "route: {to: a}"),
                    rule("R-3", "{always: true}", "gate: {name: h, result: fail, include_suppressed: true}"),
                    rule("R-4", "{always: true}", "route: {to: b, include_suppressed: true}")})},
            finding(), image());
  ASSERT_EQ(verdict.gates.size(), 1u);
  EXPECT_EQ(verdict.gates[0].name, "h");
  ASSERT_EQ(verdict.routes.size(), 1u);
  EXPECT_EQ(verdict.routes[0].target, "b");
  EXPECT_EQ(outcome(verdict, "R-1", Phase::Deliver), "");
}

TEST(S11, ImageGatesCountUnsuppressedFindings) {
  const auto set =
      load_good({file("rules:\n" + rule("S-1", "{vuln.id: CVE-2020-1}", kSuppress) +
                      "gates:\n  - id: G-1\n    name: release\n    scope: {image.repository: \"lab/**\"}\n"
                      "    fail_if: {count: {effective.severity: {gte: high}, fix.state: fixed}, gt: 1}\n"
                      "    warn_if: {count: {always: true}, gte: 1}\n")});
  const auto evaluator = make_reference_evaluator(set, instant(kNow), package_version_order());
  std::vector<FindingFacts> findings(3, finding());
  const auto result = [&](const ImageFacts& of) {
    std::vector<Verdict> verdicts;
    for (const auto& facts : findings) verdicts.push_back(evaluator->judge(facts, of));
    const auto gates = evaluator->judge_image(findings, verdicts, of);
    return gates.empty() ? std::string("none") : std::string(to_string(gates.at(0).result));
  };
  EXPECT_EQ(result(image()), "fail");
  findings[0].vuln_id = findings[1].vuln_id = "CVE-2020-1";
  EXPECT_EQ(result(image()), "warn");
  findings[2].vuln_id = "CVE-2020-1";
  EXPECT_EQ(result(image()), "pass");
  ImageFacts elsewhere = image();
  elsewhere.repository = "payments/api";
  EXPECT_EQ(result(elsewhere), "none");
  elsewhere.repository.reset();
  EXPECT_EQ(result(elsewhere), "none");
}

TEST(S12, WithoutAMatchingRuleTheFindingIsOpenAsItCame) {
  const auto verdict = judge({one_rule("{finding.plugin: other}", kSuppress)}, finding(), image());
  EXPECT_EQ(verdict, (Verdict{.severity = Severity::Critical}));
  EXPECT_EQ(judge({}, finding(), image()), (Verdict{.severity = Severity::Critical}));
}

TEST(S13, TheRulesetIdIsThatOfTheMeaning) {
  const auto id = [](std::string_view body) { return load_good({file(body)})->id; };
  const auto plain = id("rules:\n  - id: R-1\n    match: {finding.plugin: dpkg}\n    tag: [t]\n");
  EXPECT_EQ(plain.substr(0, 7), "sha256:");
  EXPECT_EQ(id("# why\nrules:\n\n  - tag: [\"t\"]\n    id: R-1\n    match:\n      finding.plugin: 'dpkg'\n"),
            plain);
  EXPECT_NE(id("rules:\n  - id: R-1\n    match: {finding.plugin: rpm}\n    tag: [t]\n"), plain);
}

TEST(S13, JudgingLeavesTheFactsAlone) {
  const FindingFacts facts = finding();
  judge({one_rule("{always: true}", "reclassify: {set: low}")}, facts, image());
  EXPECT_EQ(facts.severity, Severity::Critical);
}

TEST(S14, NoFileOfAnOperatorIsBuiltinOrVex) {
  for (const std::string layer : {"builtin", "vex"})
    EXPECT_EQ(
        load_bad({{"a", "lazaret: rules/v1\nlayer: " + layer + "\nrules: []\n", {}}}).at(0).substr(0, 10),
        "LZR116 2:8");
  EXPECT_EQ(load_bad({{"a", "lazaret: rules/v1\nlayer: global\nrules: []\n", Layer::Repository}})
                .at(0)
                .substr(0, 10),
            "LZR116 2:8");
  EXPECT_TRUE(load_bad({{"a", "lazaret: rules/v1\nlayer: vex\nrules: []\n", Layer::Vex}}).empty());
}

ImageFacts tagged(std::vector<std::string> tags) {
  ImageFacts out = image();
  out.tags = std::move(tags);
  return out;
}

TEST(S15, ASuppressionHoldsForEveryTag) {
  const auto by = [](std::string_view match, const ImageFacts& of) {
    return suppressed(judge({one_rule(match, kSuppress)}, finding(), of));
  };
  EXPECT_TRUE(by("{image.tag: dev}", tagged({"dev"})));
  EXPECT_TRUE(by("{image.tag: \"dev*\"}", tagged({"dev", "dev-2"})));
  EXPECT_FALSE(by("{image.tag: dev}", tagged({"dev", "prod"})));
  EXPECT_FALSE(by("{not: {image.tag: prod}}", tagged({"dev", "prod"}))) << "every tag is not prod";
  EXPECT_TRUE(by("{not: {image.tag: prod}}", tagged({"dev", "test"})));
  EXPECT_FALSE(by("{image.tag: dev}", tagged({})));
  EXPECT_FALSE(by("{not: {image.tag: prod}}", tagged({}))) << "no tag is unknown";
}

TEST(S15, SoDoesADownGradingButNotAnUpGrading) {
  FindingFacts medium = finding();
  medium.severity = Severity::Medium;
  const auto to = [&](std::string_view action, const ImageFacts& of) {
    return judge({one_rule("{image.tag: prod}", "reclassify: {" + std::string(action) + "}")}, medium, of)
        .severity;
  };
  EXPECT_EQ(to("set: low", tagged({"prod", "dev"})), Severity::Medium);
  EXPECT_EQ(to("set: low", tagged({"prod"})), Severity::Low);
  EXPECT_EQ(to("shift: -1", tagged({"prod", "dev"})), Severity::Medium);
  EXPECT_EQ(to("set: high", tagged({"prod", "dev"})), Severity::High);
  EXPECT_EQ(to("shift: 1", tagged({"prod", "dev"})), Severity::High);
}

TEST(S15, ProtectRouteAndGateHoldForSomeTag) {
  for (const std::string action : {"protect: {reason: r}", "route: {to: a}", "gate: {name: g, result: fail}"})
    EXPECT_EQ(
        judge({one_rule("{image.tag: prod}", action)}, finding(), tagged({"dev", "prod"})).decisions.size(),
        1u);
}

TEST(S15, AnExplicitAnyCannotHideOtherTags) {
  EXPECT_EQ(load_bad({one_rule("{image.tag: {any: dev}}", kSuppress)}).at(0).substr(0, 6), "LZR121");
  EXPECT_EQ(load_bad({one_rule("{not: {image.tag: {all: dev}}}", kSuppress)}).at(0).substr(0, 6), "LZR121");
  EXPECT_TRUE(load_bad({one_rule("{image.tag: {all: dev}}", kSuppress)}).empty());
  EXPECT_TRUE(load_bad({one_rule("{image.tag: {any: dev}}", "tag: [t]")}).empty());
}

}  // namespace
}  // namespace lazaret::rules
