// SPDX-License-Identifier: Apache-2.0
// The traps of other systems (docs/reference/rules-import.md, "Where Lazaret is stricter"): each is shown not
// to be one here. Tests are named after the trap.
#include <gtest/gtest.h>

#include "rules/exchange/end_date.h"
#include "rules/exchange/import.h"
#include "rules/exchange/patterns.h"

namespace lazaret::rules::exchange {
namespace {

ImportOptions options() {
  ImportOptions out;
  out.owner = "sec";
  out.until = "2027-03-31";
  return out;
}

Result<Import> imported(std::string_view format, std::string_view text) {
  return import_rules(format, {text, "f"}, options(), {});
}

std::string error_of(std::string_view format, std::string_view text) {
  const auto import = imported(format, text);
  return import ? "no error:\n" + import->yaml : import.error().message;
}

bool has(const Result<Import>& import, std::string_view part) {
  EXPECT_TRUE(import.has_value()) << import.error().message;
  return import && import->yaml.find(part) != std::string::npos;
}

// Trivy drops a line whose exp: it cannot read, with a warning.
TEST(TrivyTraps, BadExpIsAnError) {
  EXPECT_EQ(error_of("trivyignore", "# a\nCVE-2020-1 exp:2027-02-30"),
            "f:2: there is no \"2027-02-30\" in the calendar");
  EXPECT_EQ(error_of("trivyignore", "CVE-2020-1 exp:2027/02/01"),
            "f:1: \"2027/02/01\" after exp: is no date YYYY-MM-DD");
  EXPECT_EQ(error_of("trivyignore", "CVE-2020-1 exp:"), "f:1: \"\" after exp: is no date YYYY-MM-DD");
  EXPECT_EQ(error_of("trivyignore", "CVE-2020-1 expires:2027-02-01"),
            "f:1: \"expires:2027-02-01\" is neither exp:YYYY-MM-DD nor a comment that begins with #");
  EXPECT_EQ(error_of("trivyignore", "CVE-2020-1 exp:2027-01-01 exp:2027-01-02"), "f:1: a second exp:");
}

// Trivy stops at 00:00Z of the named day, a rule after it.
TEST(TrivyTraps, TheNamedDayIsNotIncluded) {
  EXPECT_TRUE(has(imported("trivyignore", "CVE-2020-1 exp:2027-03-01"), "until: 2027-02-28}"));
  EXPECT_TRUE(has(imported("trivyignore", "CVE-2020-1 exp:2028-03-01"), "until: 2028-02-29}"));
  EXPECT_TRUE(
      has(imported("trivyignore-yaml", "vulnerabilities:\n  - {id: CVE-2020-1, expired_at: 2027-01-01}"),
          "until: 2026-12-31}"));
  EXPECT_TRUE(
      has(imported("trivyignore-yaml",
                   "vulnerabilities:\n  - {id: CVE-2020-1, expired_at: \"2027-01-01T02:00:00+02:00\"}"),
          "until: \"2027-01-01T00:00:00Z\"}"));
}

// In Trivy a finding without purl matches a rule with purls. Here the purl is a condition of its own, unknown
// for such a finding, and unknown never suppresses; the product match of VEX says the same in vex_test.cc.
TEST(TrivyTraps, PurlIsACondition) {
  const auto import =
      imported("trivyignore-yaml", "vulnerabilities:\n  - {id: CVE-2020-1, purls: [\"pkg:npm/a\"]}");
  EXPECT_TRUE(has(import, "    match:\n      vuln.id: CVE-2020-1\n      package.purl: \"pkg:npm/a\"\n"));
}

TEST(TrivyTraps, BadPurlIsAnError) {
  EXPECT_EQ(error_of("trivyignore-yaml", "vulnerabilities:\n  - id: CVE-2020-1\n    purls: [npm/a]"),
            "f:3: \"npm/a\": a package URL begins with pkg:");
}

TEST(TrivyTraps, MisspeltKeyIsAnError) {
  EXPECT_EQ(error_of("trivyignore-yaml", "vulnerabilities:\n  - id: CVE-2020-1\n    expires_at: 2027-01-01"),
            "f:3: an entry has no key \"expires_at\", did you mean \"expired_at\"");
  EXPECT_EQ(error_of("trivyignore-yaml", "vulnerabilties:\n  - id: CVE-2020-1"),
            "f:1: the file has no key \"vulnerabilties\", did you mean \"vulnerabilities\"");
  EXPECT_EQ(error_of("trivyignore-yaml", "vulnerabilities:\n  - statement: x"), "f:2: an entry needs \"id\"");
}

TEST(TrivyTraps, DuplicateKeyIsAnError) {
  EXPECT_EQ(
      error_of("trivyignore-yaml", "vulnerabilities:\n  - id: CVE-2020-1\n    id: CVE-2020-2").substr(0, 4),
      "f:3:");
}

// Grype: an invalid regular expression silently never matches.
TEST(GrypeTraps, InvalidRegexIsAnError) {
  EXPECT_EQ(error_of("grype", "ignore:\n  - package:\n      name: libstdc++"),
            "f:3: name \"libstdc++\" cannot be read: not a regular expression: bad repetition operator: ++");
  EXPECT_EQ(error_of("grype", "ignore:\n  - package: {upstream-name: \"(linux\"}"),
            "f:2: upstream-name \"(linux\" cannot be read: not a regular expression: missing ): (linux");
  EXPECT_EQ(error_of("grype", "ignore:\n  - package: {location: \"/usr/[a\"}"),
            "f:2: location \"/usr/[a\": a [ without its ]");
}

// Grype: a rule without conditions matches nothing.
TEST(GrypeTraps, EmptyRuleIsAnError) {
  EXPECT_EQ(error_of("grype", "ignore:\n  - reason: because"), "f:2: an ignore rule without any condition");
  EXPECT_EQ(error_of("grype", "ignore:\n  - {}"), "f:2: an ignore rule without any condition");
  EXPECT_EQ(error_of("grype", "ignore:\n  - package: {}"), "f:2: an ignore rule without any condition");
}

// Grype tests for "$…^" before it anchors, so "a|b" is "begins with a, or ends with b".
TEST(GrypeTraps, NamesAreAnchored) {
  const auto import =
      imported("grype", "ignore:\n  - package: {name: \"lib(a|b).*\"}\n  - package: {name: \"^x$\"}");
  EXPECT_TRUE(has(import, "package.name: {regex: \"lib(a|b).*\"}"));
  EXPECT_TRUE(has(import, "package.name: {regex: \"^x$\"}"));
  ASSERT_EQ(import->losses.size(), 1u);
  EXPECT_EQ(import->losses[0].line, 2);
}

TEST(GrypeTraps, MisspeltKeyIsAnError) {
  EXPECT_EQ(error_of("grype", "ignore:\n  - vulnerabilty: CVE-2020-1"),
            "f:2: an ignore rule has no key \"vulnerabilty\", did you mean \"vulnerability\"");
  EXPECT_EQ(error_of("grype", "ignore:\n  - fix-state: none"),
            "f:2: fix-state \"none\" is none of fixed, not-fixed, wont-fix, unknown");
}

// A version is text: 1.10 is not 1.1.
TEST(GrypeTraps, VersionsStayText) {
  EXPECT_TRUE(has(imported("grype", "ignore:\n  - package: {name: a, version: 1.10}"),
                  "package.version: \"1.10\"\n"));
}

// A condition that cannot be said takes its rule with it: the rest alone would hide more.
TEST(GrypeTraps, LostConditionsLoseTheRule) {
  const auto import = imported("grype", "ignore:\n  - vulnerability: CVE-2020-1\n    namespace: nvd:cpe");
  ASSERT_TRUE(import.has_value());
  EXPECT_EQ(import->rules, 0u);
  ASSERT_EQ(import->losses.size(), 1u);
  EXPECT_EQ(import->losses[0].line, 3);
  EXPECT_TRUE(import->losses[0].what.ends_with("(the rule was left out)"));
}

TEST(OsvTraps, IgnoreUntilStopsBeforeTheNamedDay) {
  EXPECT_TRUE(has(imported("osv-scanner", "[[IgnoredVulns]]\nid = \"GO-1-1\"\nignoreUntil = 2027-01-01\n"),
                  "until: 2026-12-31}"));
  EXPECT_TRUE(has(
      imported("osv-scanner", "[[IgnoredVulns]]\nid = \"GO-1-1\"\nignoreUntil = 2027-01-01T01:00:00+01:00\n"),
      "until: \"2027-01-01T00:00:00Z\"}"));
}

TEST(OsvTraps, BadEndsAreErrors) {
  EXPECT_EQ(error_of("osv-scanner", "[[IgnoredVulns]]\nid = \"GO-1-1\"\nignoreUntil = \"2027-01-01\"\n"),
            "f:3: ignoreUntil must be a date without quotes");
  EXPECT_EQ(error_of("osv-scanner", "[[IgnoredVulns]]\nid = \"GO-1-1\"\nignoreuntil = 2027-01-01\n"),
            "f:3: [[IgnoredVulns]] has no key \"ignoreuntil\", did you mean \"ignoreUntil\"");
  EXPECT_EQ(
      error_of("osv-scanner", "[[IgnoredVulns]]\nid = \"GO-1-1\"\nignoreUntil = 2027-02-30\n").substr(0, 4),
      "f:3:");
  // Without a zone nobody knows the instant.
  EXPECT_EQ(error_of("osv-scanner", "[[IgnoredVulns]]\nid = \"GO-1-1\"\nignoreUntil = 2027-02-03T10:00:00\n")
                .substr(0, 17),
            "f:3: ignoreUntil:");
}

TEST(OsvTraps, EmptyOverrideIsAnError) {
  EXPECT_EQ(error_of("osv-scanner", "[[PackageOverrides]]\nignore = true\n"),
            "f:1: [[PackageOverrides]] without name, version, ecosystem or group");
}

TEST(AzureTraps, EmptyAndBadCriteriaAreErrors) {
  const auto with = [](std::string_view criteria) {
    return error_of("azure-json", "{\"disableRules\": [\n{\"criteria\": {" + std::string(criteria) + "}}]}");
  };
  EXPECT_EQ(with(""), "f:2: a disable rule without any criterion");
  EXPECT_EQ(with("\"cve\": \" ; \""), "f:2: \"cve\" is empty");
  EXPECT_EQ(with("\"cve\": \"openssl\""), "f:2: \"openssl\" is no CVE");
  EXPECT_EQ(with("\"cvssBelow\": 0"), "f:2: cvssBelow \"0\" is no score above 0, up to 10");
  EXPECT_EQ(with("\"cvssBelow\": \"nan\""), "f:2: cvssBelow \"nan\" is no score above 0, up to 10");
  EXPECT_EQ(with("\"minimumSeverity\": \"urgent\""), "f:2: \"urgent\" is no severity");
  EXPECT_EQ(with("\"severity\": \"urgent\""), "f:2: severity has no value \"urgent\"");
  EXPECT_EQ(with("\"osVersion\": \"ubuntu\""),
            "f:2: osVersion \"ubuntu\" is not like ubuntu_linux_20.04 or alpine_3.17");
  EXPECT_EQ(with("\"imageDigest\": \"sha256:12\""),
            "f:2: \"sha256:12\" is no digest sha256:<64 hexadecimal digits>");
  EXPECT_EQ(with("\"patchable\": \"no\""), "f:2: \"patchable\" must be true or false");
}

// "Low and below" does not include a severity that nobody knows.
TEST(AzureTraps, MinimumSeverityLeavesUnknownOpen) {
  EXPECT_TRUE(has(imported("azure-json", R"({"disableRules":[{"criteria":{"minimumSeverity":"Low"}}]})"),
                  "      finding.severity:\n        gte: negligible\n        lte: low\n"));
}

// A subscription's rule must not become everybody's.
TEST(AzureTraps, ScopeMustBeGivenAgain) {
  const std::string_view text =
      R"({"disableRules":[{"name":"n","scope":"/subscriptions/1","criteria":{"cve":"CVE-1-1"}}]})";
  EXPECT_EQ(imported("azure-json", text)->rules, 0u);
  EXPECT_EQ(imported("azure-json", text)->losses.size(), 1u);
  auto scoped = options();
  scoped.registry = "registry.example.com";
  EXPECT_EQ(import_rules("azure-json", {text, "f"}, scoped, {})->rules, 1u);
}

// All criteria at once stay one rule, with each field said once.
TEST(AzureTraps, AllCriteriaAreOneRule) {
  const auto import =
      imported("azure-json", R"({"disableRules":[{"criteria":{"findingId":"CVE-2020-1","category":"c",
    "securityCheck":"s","cvssBelow":4,"severity":"Low","patchable":true,"cve":"CVE-2020-1","imageDigest":
    "sha256:9b920e938111710c2768b31699aac9d1ae80ab6284454e8a9ff42e887fa1db31","osVersion":"alpine_3.17",
    "minimumSeverity":"Medium","fixStatus":"FixAvailable"}}]})");
  ASSERT_TRUE(import.has_value()) << import.error().message;
  EXPECT_EQ(import->rules, 1u);
  EXPECT_TRUE(has(import, "    match:\n      all:\n        - {finding.kind: vulnerability}\n"));
}

TEST(Patterns, PathsInTheOthersDialect) {
  const auto shown = [](std::string_view glob) -> std::string {
    const auto condition = path_condition(glob, {});
    if (!condition) return condition.error().message;
    return std::string(condition->is_string() ? "" : "regex ") +
           std::string(condition->is_string() ? condition->as_string() : (*condition)["regex"].as_string());
  };
  EXPECT_EQ(shown("usr/lib/a.so"), "/usr/lib/a.so");
  EXPECT_EQ(shown("/usr/**/x*"), "/usr/**/x*");
  EXPECT_EQ(shown("**/a"), "/**/a");
  EXPECT_EQ(shown("a**/b"), "regex /a[^/]*/b");
  EXPECT_EQ(shown("a/{b,c?}/[!d-f].jar"), "regex /a/(?:b|c[^/])/[^d-f]\\.jar");
  EXPECT_EQ(shown("**/{a,b}/**"), "regex /(?:.*/)?(?:a|b)/.*");
  EXPECT_EQ(shown("a\\*b"), "regex /a\\*b");
  EXPECT_EQ(shown("a{b"), "a { without its }");
  EXPECT_EQ(shown("a}b"), "a } without its {");
  EXPECT_EQ(shown("a\\"), "a \\ at the end");
  EXPECT_EQ(shown("[]"), "a [ without its ]");
  EXPECT_NE(shown("[z-a]"), "regex /[z-a]");
  EXPECT_EQ(shown(std::string(600, '?')), "the pattern has 2401 bytes, the limit rule_pattern_bytes is 512");
}

TEST(EndDate, DayBefore) {
  EXPECT_EQ(last_day_before("2027-01-01").value(), "2026-12-31");
  EXPECT_EQ(last_day_before("2024-03-01").value(), "2024-02-29");
  EXPECT_EQ(last_day_before("2027-01-01T00:30:00+01:00").value(), "2026-12-31T23:30:00Z");
  EXPECT_FALSE(last_day_before("2027-1-1").has_value());
  EXPECT_FALSE(last_day_before("2027-01-01T00:30:00").has_value());
  EXPECT_FALSE(last_day_before("").has_value());
}

}  // namespace
}  // namespace lazaret::rules::exchange
