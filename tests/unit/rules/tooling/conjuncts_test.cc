// SPDX-License-Identifier: Apache-2.0
#include "rules/tooling/conjuncts.h"

#include <gtest/gtest.h>

#include "rules/load.h"

namespace lazaret::rules {
namespace {

ConditionPtr condition(std::string_view match) {
  const SourceFile file{
      "a.rules.yaml",
      "lazaret: rules/v1\nrules:\n  - id: AAA\n    match: " + std::string(match) + "\n    tag: x\n",
      std::nullopt};
  const auto loaded = load(std::span(&file, 1), Instant{1'795'000'000});
  EXPECT_TRUE(loaded.rules) << match << ": " << (loaded.problems.empty() ? "" : loaded.problems[0].message);
  return loaded.rules ? loaded.rules->rules[0].match : std::make_shared<const Condition>();
}

bool contradicts(std::string_view match) {
  const auto whole = condition(match);
  return contradiction_in(conjuncts_of(*whole)) != nullptr;
}

bool implied(std::string_view narrow, std::string_view broad) {
  const auto a = condition(narrow), b = condition(broad);
  return implies(conjuncts_of(*a), conjuncts_of(*b));
}

TEST(Conjuncts, FindWhatCannotHoldTogether) {
  for (const auto match :
       {"{all: [{package.name: zlib}, {package.name: bash}]}",
        "{finding.severity: {gt: high, lt: critical}, all: [{finding.severity: low}]}",
        "{vuln.epss: {gt: 0.5, lt: 0.5}}", "{vuln.epss: {gte: 0.6, lte: 0.5}}",
        "{vuln.epss: 0.1, all: [{vuln.epss: {gt: 0.1}}]}", "{package.name: {exists: false, eq: zlib}}",
        "{image.repository: \"lab/**\", all: [{image.repository: prod}]}",
        "{vuln.kev: true, all: [{vuln.kev: false}]}", "{package.name: zlib, not: {package.name: zlib}}",
        "{vuln.id: {eq: CVE-1, exact: true}, all: [{vuln.id: {eq: CVE-2, exact: true}}]}"})
    EXPECT_TRUE(contradicts(match)) << match;
}

TEST(Conjuncts, AreSilentInDoubt) {
  for (const auto match :
       {"{all: [{package.name: zlib}, {package.name: [bash, zlib]}]}",
        "{finding.severity: {gte: high, lte: high}}",
        "{all: [{vuln.id: CVE-1}, {vuln.id: CVE-2}]}",                   // an id has aliases
        "{all: [{vuln.cwe: CWE-1}, {vuln.cwe: CWE-2}]}",                 // a list may hold both
        "{all: [{package.version: 1.0}, {package.version: \"1.00\"}]}",  // equal to some schemes
        "{image.repository: \"lab/**\", all: [{image.repository: \"*/a\"}]}",
        "{all: [{package.name: {eq: ZLIB, ci: true}}, {package.name: zlib}]}",
        "{finding.severity: unknown, all: [{finding.severity: {exists: false}}]}",
        "{any: [{package.name: zlib}, {package.name: bash}]}"})
    EXPECT_FALSE(contradicts(match)) << match;
}

TEST(Conjuncts, ImplyWhatIsBroader) {
  EXPECT_TRUE(implied("{package.name: zlib, image.os: debian}", "{package.name: [zlib, bash]}"));
  EXPECT_TRUE(implied("{package.name: zlib}", "{always: true}"));
  EXPECT_TRUE(implied("{any: [{package.name: a}, {package.name: b}], image.os: x}",
                      "{any: [{package.name: a}, {package.name: b}]}"));
  EXPECT_FALSE(implied("{package.name: [zlib, bash]}", "{package.name: zlib}"));
  EXPECT_FALSE(implied("{package.name: zlib}", "{package.name: zlib, image.os: debian}"));
  EXPECT_FALSE(implied("{always: true}", "{package.name: zlib}"));
  EXPECT_FALSE(implied("{vuln.id: CVE-1}", "{vuln.id: {eq: CVE-1, exact: true}}"));
  EXPECT_FALSE(implied("{package.name: zlib}", "{not: {package.name: zlib}}"));
}

}  // namespace
}  // namespace lazaret::rules
