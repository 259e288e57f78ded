// SPDX-License-Identifier: Apache-2.0
// Rules as suppressions for other tools: what is said, and that nothing is said too broadly.
#include "rules/exchange/suppressions_of.h"

#include <gtest/gtest.h>

#include "core/base/json.h"
#include "rules/exchange/vex_formats.h"
#include "rules/load.h"

namespace lazaret::rules::exchange {
namespace {

constexpr std::string_view kAt = "2026-12-01T00:00:00Z";

Instant at() { return parse_instant(kAt).value(); }

std::shared_ptr<const RuleSet> set_of(std::string_view match, std::string_view more = "",
                                      std::string_view top = "") {
  const std::string text =
      "lazaret: rules/v1\n" + std::string(top) + "rules:\n  - id: A-1\n    match: " + std::string(match) +
      "\n    active: {until: 2027-03-31}\n    suppress: {status: not_affected, justification: "
      "component_not_present, reason: r, owner: o}\n" +
      std::string(more);
  const std::vector<SourceFile> files{{"a.rules.yaml", text, std::nullopt}};
  const auto loaded = load(files, at());
  for (const auto& problem : loaded.problems) ADD_FAILURE() << format_problem(problem);
  return loaded.rules ? loaded.rules : std::make_shared<const RuleSet>();
}

// "vulnerability|package|image" of each, or why it was left out.
std::string said(std::string_view match, std::string_view more = "", std::string_view top = "") {
  const auto found = suppressions_of(*set_of(match, more, top), at(), Limits{});
  if (!found) return found.error().message;
  std::string out;
  for (const auto& s : found->said) out += s.vulnerability + "|" + s.purl + "|" + s.image + "\n";
  for (const auto& left : found->left_out)
    out += left.file + ":" + std::to_string(left.line) + ": " + left.what + "\n";
  return out;
}

TEST(SuppressionsOf, NameVulnerabilityPackageAndImage) {
  EXPECT_EQ(said(R"({vuln.id: CVE-1, package.purl: "pkg:deb/debian/zlib1g"})"),
            "CVE-1|pkg:deb/debian/zlib1g|\n");
  EXPECT_EQ(
      said(
          R"({vuln.id: CVE-1, package.purl: "pkg:npm/%40a/b", package.version: "1.0", finding.kind: vulnerability})"),
      "CVE-1|pkg:npm/%40a/b@1.0|\n");
  EXPECT_EQ(said("{vuln.id: CVE-1, image.digest: \"sha256:ab\"}"), "CVE-1||sha256:ab\n");
  EXPECT_EQ(said("{vuln.id: CVE-1, image.registry: \"r.example:5000\", image.repository: pay/api, image.tag: "
                 "{all: v1}}"),
            "CVE-1||pkg:oci/api?repository_url=r.example:5000%2Fpay%2Fapi&tag=v1\n");
  EXPECT_EQ(said("{vuln.id: CVE-1}", "", "scope: {image.digest: \"sha256:ab\"}\n"), "CVE-1||sha256:ab\n");
}

TEST(SuppressionsOf, ListsAndAlternativesAreOneEach) {
  EXPECT_EQ(said(R"({vuln.id: [CVE-1, CVE-2], package.purl: ["pkg:npm/a", "pkg:npm/b"]})"),
            "CVE-1|pkg:npm/a|\nCVE-1|pkg:npm/b|\nCVE-2|pkg:npm/a|\nCVE-2|pkg:npm/b|\n");
  EXPECT_EQ(
      said(
          R"({any: [{vuln.id: CVE-1, package.purl: "pkg:npm/a"}, {vuln.id: CVE-2, image.digest: "sha256:ab"}]})"),
      "CVE-1|pkg:npm/a|\nCVE-2||sha256:ab\n");
}

TEST(SuppressionsOf, WhatCannotBeSaidTakesItsRuleWithIt) {
  const auto is_left_out = [](std::string_view match) {
    const std::string out = said(match);
    return out.starts_with("a.rules.yaml:3: A-1 ") && out.find('|') == std::string::npos;
  };
  for (const char* match :
       {"{vuln.id: CVE-1, finding.severity: {lt: medium}}",
        "{vuln.id: CVE-1, image.repository: \"a/**\", image.registry: r}",
        "{vuln.id: CVE-1, package.version: {range: \"<1\"}, package.purl: \"pkg:npm/a\"}",
        "{vuln.id: CVE-1, not: {image.digest: \"sha256:ab\"}}", "{vuln.id: CVE-1, image.repository: a}",
        "{vuln.id: CVE-1, package.version: \"1\"}", "{vuln.id: {prefix: CVE-}}",
        "{vuln.id: {eq: cve-1, ci: true}}",
        "{vuln.id: CVE-1, image.registry: r, image.repository: a, image.tag: {none: v1}}", "{always: true}",
        "{vuln.id: CVE-1, finding.kind: secret}", "{vuln.id: CVE-1, package.name: a}",
        "{vuln.id: CVE-1, package.purl: \"pkg:npm/a@1\", package.version: \"2\"}",
        "{vuln.id: CVE-1, any: [{image.digest: \"sha256:ab\"}, {finding.path: /a}]}",
        "{all: [{vuln.id: CVE-1}, {vuln.id: CVE-2}]}"})
    EXPECT_TRUE(is_left_out(match)) << match << "\n" << said(match);
}

TEST(SuppressionsOf, OnlyWhatIsInForceAndNothingOfProtections) {
  const auto out = said("{vuln.id: CVE-1, package.purl: \"pkg:npm/a\"}",
                        "  - {id: B-1, match: {vuln.id: CVE-2}, active: {until: 2026-11-30}, suppress: "
                        "{status: wont_fix, reason: r, owner: o}}\n"
                        "  - {id: C-1, match: {vuln.id: CVE-2}, active: {from: 2027-01-01, until: "
                        "2027-02-01}, suppress: {status: wont_fix, reason: r, owner: o}}\n"
                        "  - {id: D-1, enabled: false, match: {vuln.id: CVE-2}, active: {until: 2027-02-01}, "
                        "suppress: {status: wont_fix, reason: r, owner: o}}\n"
                        "  - {id: E-1, match: {vuln.kev: true}, protect: {reason: r}}\n"
                        "  - {id: F-1, match: {vuln.id: CVE-3}, tag: [t]}\n");
  EXPECT_EQ(
      out,
      "CVE-1|pkg:npm/a|\na.rules.yaml:7: B-1 has ended\na.rules.yaml:8: C-1 has not begun\n"
      "a.rules.yaml:9: D-1 is not enabled\na.rules.yaml:10: E-1 protects; other tools do not know of that\n");
}

TEST(SuppressionsOf, AreAsManyAsTheLimit) {
  const auto set = set_of(R"({vuln.id: [CVE-1, CVE-2, CVE-3], package.purl: ["pkg:npm/a", "pkg:npm/b"]})");
  const auto count = [&](std::uint64_t limit) {
    Limits limits;
    limits.vex_statements = limit;
    const auto found = suppressions_of(*set, at(), limits);
    return found ? static_cast<int>(found->said.size()) : -1;
  };
  EXPECT_EQ(count(7), 6);
  EXPECT_EQ(count(6), 6);
  EXPECT_EQ(count(5), -1);
}

// The way back: an exported document is read again, and speaks of the same things.
TEST(SuppressionsOf, ADigestIsReadBackAsThatImage) {
  const auto found =
      suppressions_of(*set_of("{vuln.id: CVE-1, image.digest: \"sha256:ab\"}"), at(), Limits{});
  ASSERT_TRUE(found.has_value());
  const auto text = export_openvex(found->said, {"urn:x", "o", at()}).text;
  const auto document = read_openvex({text, "x"}, Limits{});
  ASSERT_TRUE(document.has_value()) << document.error().message;
  ASSERT_EQ(document->statements.size(), 1u);
  EXPECT_EQ(document->statements[0].product.digests, std::vector<std::string>{"sha256:ab"});
  EXPECT_EQ(document->statements[0].justification, "component_not_present");
}

}  // namespace
}  // namespace lazaret::rules::exchange
