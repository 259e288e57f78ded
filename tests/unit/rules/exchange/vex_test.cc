// SPDX-License-Identifier: Apache-2.0
// Statements of VEX: what supersedes what, which products are matched, and which part of an id failed to.
#include <gtest/gtest.h>

#include "rules/exchange/import.h"
#include "rules/exchange/vex_explain.h"
#include "rules/exchange/vex_formats.h"
#include "rules/exchange/vex_rules.h"

namespace lazaret::rules::exchange {
namespace {

constexpr std::string_view kDigest =
    "sha256:9b920e938111710c2768b31699aac9d1ae80ab6284454e8a9ff42e887fa1db31";

std::string openvex(std::string_view statements) {
  return R"({"@context":"https://openvex.dev/ns/v0.2.0","@id":"x","author":"Acme","timestamp":"2026-01-01T00:00:00Z",
"statements":[)" +
         std::string(statements) + "]}";
}

// {"vulnerability": …} on a product, at a day of January.
std::string statement(std::string_view id, std::string_view product, std::string_view status, int day) {
  return R"({"vulnerability":{"name":")" + std::string(id) + R"("},"status":")" + std::string(status) +
         R"(","products":[)" + std::string(product) + R"(],"timestamp":"2026-01-)" + (day < 10 ? "0" : "") +
         std::to_string(day) + R"(T00:00:00Z","justification":"component_not_present"})";
}
std::string product(std::string_view purl) { return R"({"@id":")" + std::string(purl) + "\"}"; }

VexDocument document(std::string_view statements) {
  auto read = read_openvex({openvex(statements), "f"}, {});
  EXPECT_TRUE(read.has_value()) << read.error().message;
  return read ? read.take() : VexDocument();
}

Drafts drafts(std::string_view statements) {
  auto made = vex_drafts({document(statements)}, {});
  EXPECT_TRUE(made.has_value()) << made.error().message;
  return made ? made.take() : Drafts();
}

std::string error_of(std::string_view text) {
  const auto read = read_vex({text, "f"}, {});
  return read ? "no error" : read.error().message;
}

// --- superseding

TEST(VexSuperseding, LaterStatementWins) {
  const auto a = product("pkg:npm/a@1.0.0");
  EXPECT_EQ(drafts(statement("CVE-1-1", a, "not_affected", 1)).rules.size(), 1u);
  EXPECT_EQ(drafts(statement("CVE-1-1", a, "not_affected", 1) + "," + statement("CVE-1-1", a, "affected", 2))
                .rules.size(),
            0u);
  EXPECT_EQ(drafts(statement("CVE-1-1", a, "affected", 2) + "," + statement("CVE-1-1", a, "not_affected", 1))
                .rules.size(),
            0u);
  EXPECT_EQ(drafts(statement("CVE-1-1", a, "affected", 1) + "," + statement("CVE-1-1", a, "not_affected", 2))
                .rules.size(),
            1u);
  EXPECT_EQ(drafts(statement("CVE-1-1", a, "not_affected", 1) + "," +
                   statement("CVE-1-1", a, "under_investigation", 2))
                .rules.size(),
            0u);
}

TEST(VexSuperseding, AtOneInstantWhatHidesNothingWins) {
  const auto a = product("pkg:npm/a@1.0.0");
  EXPECT_EQ(drafts(statement("CVE-1-1", a, "affected", 1) + "," + statement("CVE-1-1", a, "not_affected", 1))
                .rules.size(),
            0u);
  EXPECT_EQ(drafts(statement("CVE-1-1", a, "not_affected", 1) + "," + statement("CVE-1-1", a, "affected", 1))
                .rules.size(),
            0u);
}

TEST(VexSuperseding, OfAnotherVulnerabilityOrProductItDoesNot) {
  const auto first = statement("CVE-1-1", product("pkg:npm/a@1.0.0"), "not_affected", 1);
  EXPECT_EQ(
      drafts(first + "," + statement("CVE-1-2", product("pkg:npm/a@1.0.0"), "affected", 2)).rules.size(), 1u);
  EXPECT_EQ(
      drafts(first + "," + statement("CVE-1-1", product("pkg:npm/b@1.0.0"), "affected", 2)).rules.size(), 1u);
  EXPECT_EQ(
      drafts(first + "," + statement("CVE-1-1", product("pkg:npm/a@2.0.0"), "affected", 2)).rules.size(), 1u);
}

TEST(VexSuperseding, KnowsTheVulnerabilityByItsAlias) {
  const std::string by_alias =
      R"({"vulnerability":{"name":"GHSA-1","aliases":["CVE-1-1"]},"status":"affected","products":["pkg:npm/a"],
      "timestamp":"2026-01-05T00:00:00Z"})";
  EXPECT_EQ(
      drafts(statement("CVE-1-1", product("pkg:npm/a"), "not_affected", 1) + "," + by_alias).rules.size(),
      0u);
}

// Not affected in general, affected in one version: the rule leaves that version open.
TEST(VexSuperseding, NarrowerLaterStatementIsAnException) {
  const auto made = drafts(statement("CVE-1-1", product("pkg:npm/a"), "not_affected", 1) + "," +
                           statement("CVE-1-1", product("pkg:npm/a@2.0.0"), "affected", 2));
  ASSERT_EQ(made.rules.size(), 1u);
  const auto& match = made.rules[0].match;
  ASSERT_EQ(match.size(), 3u);
  EXPECT_EQ(match[1].first, "not");
  EXPECT_EQ(match[1].second["package.purl"].as_string(), "pkg:npm/a@2.0.0");
}

TEST(VexSuperseding, BroaderLaterStatementTakesAllBack) {
  EXPECT_EQ(drafts(statement("CVE-1-1", product("pkg:npm/a@2.0.0"), "not_affected", 1) + "," +
                   statement("CVE-1-1", product("pkg:npm/a"), "affected", 2))
                .rules.size(),
            0u);
}

TEST(VexSuperseding, PartsOfAProduct) {
  const std::string whole = product("pkg:oci/api@" + std::string(kDigest));
  const std::string part =
      R"({"@id":"pkg:oci/api@)" + std::string(kDigest) + R"(","subcomponents":["pkg:npm/a"]})";
  const auto made = drafts(statement("CVE-1-1", whole, "not_affected", 1) + "," +
                           statement("CVE-1-1", part, "affected", 2));
  ASSERT_EQ(made.rules.size(), 1u);
  EXPECT_EQ(made.rules[0].match[2].first, "not");
  EXPECT_EQ(made.rules[0].match[2].second["package.purl"].as_string(), "pkg:npm/a");
  EXPECT_EQ(
      drafts(statement("CVE-1-1", part, "not_affected", 1) + "," + statement("CVE-1-1", whole, "affected", 2))
          .rules.size(),
      0u);
}

TEST(VexSuperseding, AcrossDocuments) {
  const auto old = document(statement("CVE-1-1", product("pkg:npm/a"), "not_affected", 1));
  const auto recent = document(statement("CVE-1-1", product("pkg:npm/a"), "affected", 2));
  EXPECT_EQ(vex_drafts({recent, old}, {})->rules.size(), 0u);
  EXPECT_EQ(vex_drafts({old}, {})->rules.size(), 1u);
}

TEST(VexSuperseding, ComparisonsAreBounded) {
  const auto read = document(statement("CVE-1-1", product("pkg:npm/a@1"), "not_affected", 1) + "," +
                             statement("CVE-1-1", product("pkg:npm/a@2"), "not_affected", 1));
  Limits limits;
  for (const auto& [limit, fits] : {std::pair(1u, false), {2u, true}, {3u, true}}) {
    limits.vex_comparisons = limit;
    EXPECT_EQ(vex_drafts({read}, limits).has_value(), fits) << limit;
  }
}

// --- rules

TEST(VexRules, HaveLayerVexAndTheAuthorAsOwner) {
  const auto import =
      vex_rules({document(statement("CVE-1-1", product("pkg:npm/a"), "not_affected", 1))}, "v.json", {});
  ASSERT_TRUE(import.has_value());
  EXPECT_NE(import->yaml.find("layer: vex\n"), std::string::npos);
  EXPECT_NE(import->yaml.find("owner: Acme\n      permanent: true\n      approved_by: Acme\n"),
            std::string::npos)
      << import->yaml;
}

TEST(VexRules, OneRuleForManyPackages) {
  const auto made =
      drafts(statement("CVE-1-1", product("pkg:npm/b") + "," + product("pkg:npm/a"), "not_affected", 1));
  ASSERT_EQ(made.rules.size(), 1u);
  EXPECT_EQ(made.rules[0].match[1].second.items().size(), 2u);
}

// A whole product that is no image says nothing of its parts anywhere else.
TEST(VexRules, PackageWithSubcomponentIsALoss) {
  const auto made =
      drafts(statement("CVE-1-1", R"({"@id":"pkg:npm/a","subcomponents":["pkg:npm/b"]})", "not_affected", 1));
  EXPECT_TRUE(made.rules.empty());
  ASSERT_EQ(made.losses.size(), 1u);
  EXPECT_EQ(made.losses[0].what,
            "CVE-1-1: \"pkg:npm/a\" is no image: which package contains which is not known");
}

TEST(VexRules, FixedNeedsAVersion) {
  const auto rules = [](std::string_view of) {
    return drafts(statement("CVE-1-1", of, "fixed", 1)).rules.size();
  };
  EXPECT_EQ(rules(product("pkg:npm/a")), 0u);
  EXPECT_EQ(rules(product("pkg:npm/a@1")), 1u);
  EXPECT_EQ(rules(product("pkg:oci/a")), 0u);
  EXPECT_EQ(rules(product("pkg:oci/a?tag=v1")), 1u);
  EXPECT_EQ(rules(R"({"@id":"pkg:oci/a","subcomponents":["pkg:npm/a@1"]})"), 1u);
}

TEST(VexRules, WithoutJustificationItIsNotApplicable) {
  const auto made = drafts(
      R"({"vulnerability":{"name":"CVE-1-1"},"status":"not_affected","impact_statement":"no","products":["pkg:npm/a"]})");
  ASSERT_EQ(made.rules.size(), 1u);
  EXPECT_EQ(made.rules[0].status, "not_applicable");
  EXPECT_EQ(made.rules[0].reason, "VEX of Acme: no");
}

// --- errors

TEST(VexErrors, NotAffectedNeedsAReason) {
  EXPECT_EQ(error_of(openvex(
                R"({"vulnerability":{"name":"CVE-1-1"},"status":"not_affected","products":["pkg:npm/a"]})")),
            "f:2: CVE-1-1: not affected needs a justification or an impact statement");
}

TEST(VexErrors, UnknownWords) {
  EXPECT_EQ(error_of(openvex(R"({"vulnerability":{"name":"C"},"status":"fine","products":["pkg:npm/a"]})")),
            "f:2: no status \"fine\"");
  EXPECT_EQ(
      error_of(openvex(
          R"({"vulnerability":{"name":"C"},"status":"fixed","justification":"x","products":["pkg:npm/a"]})")),
      "f:2: no justification \"x\"");
  EXPECT_EQ(error_of(openvex(R"({"vulnerability":{"name":"C"},"status":"fixed","products":["pkg:npm"]})")),
            "f:2: \"pkg:npm\": a package URL is pkg:type/[namespace/]name[@version]");
  EXPECT_EQ(error_of("{}"), "f:1: no VEX document: neither OpenVEX nor CSAF nor CycloneDX");
  EXPECT_EQ(error_of(R"({"@context":"https://w3.org"})"),
            "f:1: no OpenVEX document: its @context is \"https://w3.org\"");
  EXPECT_EQ(error_of(R"({"document":{"category":"csaf_base"}})"),
            "f:1: category \"csaf_base\" is not csaf_vex");
}

std::string csaf(std::string_view tree, std::string_view vulnerability) {
  return R"({"document":{"category":"csaf_vex","tracking":{"id":"1"}},"product_tree":{)" + std::string(tree) +
         "},\n\"vulnerabilities\":[{\"cve\":\"CVE-1-1\"," + std::string(vulnerability) + "}]}";
}

TEST(VexErrors, CsafTreeMustResolve) {
  const std::string one = R"("full_product_names":[{"product_id":"A","name":"a"}])";
  EXPECT_EQ(error_of(csaf(one, R"("product_status":{"fixed":["B"]})")),
            "f:2: no product has the product_id \"B\"");
  EXPECT_EQ(
      error_of(csaf(R"("full_product_names":[{"product_id":"A","name":"a"},{"product_id":"A","name":"b"}])",
                    "\"ids\":[]")),
      "f:1: product_id \"A\" is defined twice");
  EXPECT_EQ(error_of(csaf(one, R"("product_status":{"fixed":["A"],"known_affected":["A"]})")),
            "f:2: CVE-1-1: product \"A\" has two contradicting statuses");
  EXPECT_EQ(error_of(csaf(one, R"("product_status":{"known_not_affected":["A"]})")),
            "f:2: CVE-1-1: not affected needs a justification or an impact statement");
  EXPECT_EQ(
      error_of(csaf(one, R"("product_status":{"fixed":["A"]},"flags":[{"label":"x","product_ids":["A"]}])")),
      "f:2: no flag \"x\"");
  EXPECT_EQ(
      error_of(csaf(
          one,
          R"("product_status":{"fixed":["A"]},"flags":[{"label":"component_not_present","group_ids":["G"]}])")),
      "f:2: no group has the group_id \"G\"");
}

// --- package URLs

Purl purl(std::string_view text) {
  auto parsed = quoted_purl(text);
  EXPECT_TRUE(parsed.has_value()) << text;
  return parsed ? parsed.take() : Purl();
}

TEST(PurlParts, AreTakenApart) {
  const auto p = purl("pkg:RPM/Fedora/curl@7.50.3-1.fc25?ARCH=i386&distro=fedora-25&empty=#a/b");
  EXPECT_EQ(p.type, "rpm");
  EXPECT_EQ(p.space, "fedora");
  EXPECT_EQ(p.name, "curl");
  EXPECT_EQ(p.version, "7.50.3-1.fc25");
  EXPECT_EQ(p.qualifiers, (std::map<std::string, std::string>{{"arch", "i386"}, {"distro", "fedora-25"}}));
  EXPECT_EQ(p.subpath, "a/b");
  EXPECT_EQ(purl("pkg:npm/%40angular/animation@12.3.1").space, "@angular");
  EXPECT_EQ(purl("pkg:npm/@angular/animation").version, "");
  EXPECT_EQ(purl("pkg:golang/github.com/A/B@v1%2Bx").version, "v1+x");
  EXPECT_EQ(purl("pkg:golang/github.com/A/B").name, "b");
  EXPECT_EQ(purl("pkg:pypi/Django_x").name, "django-x");
  EXPECT_FALSE(quoted_purl("pkg:npm").has_value());
  EXPECT_FALSE(quoted_purl("pkg:npm/").has_value());
  EXPECT_FALSE(quoted_purl("npm/a").has_value());
  EXPECT_FALSE(quoted_purl("").has_value());
}

TEST(PurlParts, VersionAndQualifiersOnlyWhereWritten) {
  const auto actual = purl("pkg:deb/debian/zlib1g@1:1.2?arch=amd64&distro=debian-12");
  EXPECT_TRUE(covers(purl("pkg:deb/debian/zlib1g"), actual));
  EXPECT_TRUE(covers(purl("pkg:deb/debian/zlib1g@1%3A1.2"), actual));
  EXPECT_TRUE(covers(purl("pkg:deb/debian/zlib1g?arch=amd64"), actual));
  EXPECT_FALSE(covers(purl("pkg:deb/ubuntu/zlib1g"), actual));
  EXPECT_FALSE(covers(purl("pkg:deb/zlib1g"), actual));
  EXPECT_FALSE(covers(purl("pkg:deb/debian/zlib1g@1.2"), actual));
  EXPECT_FALSE(covers(purl("pkg:deb/debian/zlib1g?arch=arm64"), actual));
  EXPECT_FALSE(covers(purl("pkg:deb/debian/zlib1g?epoch=1"), actual));
  EXPECT_FALSE(covers(actual, purl("pkg:deb/debian/zlib1g")));
}

// --- explain

VexSubject subject() {
  return {.vulnerability = "CVE-1-1",
          .aliases = {"GHSA-1"},
          .purl = "pkg:deb/debian/zlib1g@1%3A1.2?arch=amd64",
          .registry = "registry.example.com",
          .repository = "payments/api",
          .digest = std::string(kDigest),
          .tags = {"v1", "prod"},
          .platform = "linux/amd64"};
}

std::string mismatch(std::string_view product, const VexSubject& of = subject()) {
  const auto read = document(statement("CVE-1-1", product, "not_affected", 1));
  const auto explained = explain_vex(read.statements, of);
  EXPECT_EQ(explained.size(), 1u);
  EXPECT_EQ(explained[0].applies, explained[0].mismatch.empty());
  return explained[0].mismatch;
}

TEST(VexExplain, NamesThePartThatFailed) {
  EXPECT_EQ(mismatch(product("pkg:deb/debian/zlib1g")), "");
  EXPECT_EQ(mismatch(product("pkg:rpm/debian/zlib1g")), "product type: wanted \"rpm\", found \"deb\"");
  EXPECT_EQ(mismatch(product("pkg:deb/ubuntu/zlib1g")),
            "product namespace: wanted \"ubuntu\", found \"debian\"");
  EXPECT_EQ(mismatch(product("pkg:deb/debian/zlib")), "product name: wanted \"zlib\", found \"zlib1g\"");
  EXPECT_EQ(mismatch(product("pkg:deb/debian/zlib1g@1.3")),
            "product version: wanted \"1.3\", found \"1:1.2\"");
  EXPECT_EQ(mismatch(product("pkg:deb/debian/zlib1g?distro=debian-12")),
            "product qualifier distro: wanted \"debian-12\", found nothing");
}

TEST(VexExplain, Images) {
  EXPECT_EQ(mismatch(product("pkg:oci/api@" + std::string(kDigest))), "");
  EXPECT_EQ(mismatch(product("pkg:oci/api@sha256%3A00")),
            "product digest: wanted \"sha256:00\", found \"" + std::string(kDigest) + "\"");
  EXPECT_EQ(mismatch(product("pkg:oci/api?repository_url=registry.example.com/payments/api")), "");
  EXPECT_EQ(mismatch(product("pkg:oci/api?repository_url=registry.example.com/payments")), "");
  EXPECT_EQ(mismatch(product("pkg:oci/api?repository_url=other.example.com/payments/api")),
            "product registry: wanted \"other.example.com\", found \"registry.example.com\"");
  EXPECT_EQ(mismatch(product("pkg:oci/web")), "product name: wanted \"web\", found \"api\"");
  EXPECT_EQ(mismatch(product("pkg:docker/payments/api")), "");
  EXPECT_EQ(mismatch(product("pkg:oci/api?tag=v1")), "product tag: wanted \"v1\", found \"v1, prod\"");
  EXPECT_EQ(mismatch(product("pkg:oci/api?arch=arm64")),
            "product qualifier arch: wanted \"arm64\", found \"linux/amd64\"");
}

TEST(VexExplain, Subcomponents) {
  const auto within = [](std::string_view part) {
    return R"({"@id":"pkg:oci/api","subcomponents":[{"@id":")" + std::string(part) + "\"}]}";
  };
  EXPECT_EQ(mismatch(within("pkg:deb/debian/zlib1g")), "");
  EXPECT_EQ(mismatch(within("pkg:deb/debian/zlib1g@9")),
            "subcomponent version: wanted \"9\", found \"1:1.2\"");
}

// The trap: what has no package URL is not spoken of by a statement on a package.
TEST(VexExplain, FindingWithoutPurlDoesNotMatch) {
  auto bare = subject();
  bare.purl.clear();
  EXPECT_EQ(mismatch(product("pkg:deb/debian/zlib1g"), bare),
            "product purl: wanted \"pkg:deb/debian/zlib1g\", found nothing");
}

TEST(VexExplain, OtherVulnerabilitiesOnlyWhenAsked) {
  const auto read = document(statement("CVE-9-9", product("pkg:npm/a"), "not_affected", 1));
  EXPECT_TRUE(explain_vex(read.statements, subject()).empty());
  const auto all = explain_vex(read.statements, subject(), true);
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].mismatch, "vulnerability: wanted \"CVE-9-9\", found \"CVE-1-1, GHSA-1\"");
  const auto by_alias = document(statement("GHSA-1", product("pkg:deb/debian/zlib1g"), "not_affected", 1));
  EXPECT_TRUE(explain_vex(by_alias.statements, subject()).at(0).applies);
}

}  // namespace
}  // namespace lazaret::rules::exchange
