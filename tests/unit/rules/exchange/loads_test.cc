// SPDX-License-Identifier: Apache-2.0
// What the importers emit is what the loader of rules reads: every kept output loads without a problem, and
// hides exactly what its source hid.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "rules/evaluator.h"
#include "rules/exchange/import.h"
#include "rules/exchange/vex_explain.h"
#include "rules/exchange/vex_formats.h"
#include "rules/exchange/vex_rules.h"
#include "rules/load.h"

namespace lazaret::rules::exchange {
namespace {

const Instant kNow = parse_instant("2026-11-25T12:00:00Z").value();

std::string input_of(std::string_view format) {
  std::ifstream file(std::string(LAZARET_SOURCE_ROOT) + "/tests/golden/rules/import/" + std::string(format) +
                     ".in");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

ImportOptions options() {
  ImportOptions out;
  out.owner = "team-payments";
  out.until = "2027-03-31";
  return out;
}

LoadOutcome loaded(const std::string& yaml, Layer layer = Layer::Global) {
  return load(std::vector<SourceFile>{{"imported.rules.yaml", yaml, layer}}, kNow);
}

std::string problems_of(const LoadOutcome& outcome) {
  std::string out;
  for (const auto& problem : outcome.problems) out += format_problem(problem) + "\n";
  return out;
}

class Loads : public testing::TestWithParam<ImportFormat> {};

TEST_P(Loads, WithoutAProblem) {
  const std::string name(GetParam().name);
  for (const std::string repository : {"", "payments/**"}) {
    auto with = options();
    with.repository = repository;
    const auto text = input_of(name);
    const auto import = import_rules(name, {text, name}, with, {});
    ASSERT_TRUE(import.has_value()) << import.error().message;
    const auto outcome = loaded(import->yaml);
    ASSERT_NE(outcome.rules, nullptr) << problems_of(outcome) << import->yaml;
    EXPECT_EQ(outcome.rules->rules.size(), import->rules);
  }
}

INSTANTIATE_TEST_SUITE_P(Import, Loads, testing::ValuesIn(import_formats().begin(), import_formats().end()),
                         [](const auto& each) {
                           std::string name(each.param.name);
                           std::erase(name, '-');
                           return name;
                         });

TEST(LoadsVex, AsLayerVex) {
  for (const char* name : {"openvex", "csaf", "cyclonedx"}) {
    const auto text = input_of(name);
    const auto document = read_vex({text, name}, {});
    ASSERT_TRUE(document.has_value()) << document.error().message;
    const auto import = vex_rules({*document}, name, {});
    ASSERT_TRUE(import.has_value()) << import.error().message;
    const auto outcome = loaded(import->yaml, Layer::Vex);
    ASSERT_NE(outcome.rules, nullptr) << problems_of(outcome) << import->yaml;
  }
}

// --- what the imported rules do

FindingFacts finding() {
  FindingFacts out;
  out.kind = "vulnerability";
  out.id = out.vuln_id = "CVE-2023-45853";
  out.aliases = std::vector<std::string>{"GHSA-mq29-j5xf-cjwr"};
  out.severity = Severity::Low;
  out.category = "RedHat";
  out.title = "CentOS Security Update for SUDO (x)";
  out.path = "/usr/lib/python3/site-packages/a.py";
  out.cvss_v3 = 4.0;
  out.fix_state = "none";
  out.package_name = "zlib1g";
  out.package_version = "1:1.2.13";
  out.package_type = "deb";
  out.package_purl = "pkg:deb/debian/zlib1g@1:1.2.13?arch=amd64";
  return out;
}

ImageFacts image() {
  ImageFacts out;
  out.registry = "registry.example.com";
  out.repository = "payments/api";
  out.tags = std::vector<std::string>{"v1"};
  out.digest = "sha256:9b920e938111710c2768b31699aac9d1ae80ab6284454e8a9ff42e887fa1db31";
  out.platform = "linux/amd64";
  out.os = "ubuntu";
  out.os_version = "20.04";
  return out;
}

bool is_suppressed(const std::string& yaml, const FindingFacts& of, const ImageFacts& in,
                   Layer layer = Layer::Global, std::string_view at = "2026-11-25T12:00:00Z") {
  const auto outcome = loaded(yaml, layer);
  EXPECT_NE(outcome.rules, nullptr) << problems_of(outcome) << yaml;
  if (!outcome.rules) return false;
  const auto evaluator = make_reference_evaluator(outcome.rules, parse_instant(at).value(), nullptr);
  return evaluator->judge(of, in).status == Verdict::Status::Suppressed;
}

std::string yaml_of(std::string_view format, std::string_view text) {
  const auto import = import_rules(format, {text, "f"}, options(), {});
  EXPECT_TRUE(import.has_value()) << import.error().message;
  return import ? import->yaml : "";
}

// To the second: Trivy stops at 00:00Z of the named day.
TEST(ImportedRules, EndWhenTrivyEnds) {
  const auto yaml = yaml_of("trivyignore", "CVE-2023-45853 exp:2027-02-01");
  EXPECT_TRUE(is_suppressed(yaml, finding(), image(), Layer::Global, "2027-01-31T23:59:59Z"));
  EXPECT_FALSE(is_suppressed(yaml, finding(), image(), Layer::Global, "2027-02-01T00:00:00Z"));
}

TEST(ImportedRules, KnowAliases) {
  EXPECT_TRUE(is_suppressed(yaml_of("trivyignore", "GHSA-mq29-j5xf-cjwr"), finding(), image()));
  EXPECT_FALSE(is_suppressed(yaml_of("trivyignore", "GHSA-mq29-j5xf-cjwx"), finding(), image()));
}

// Trivy's trap, on the whole way: what has no purl is not hidden by a rule on purls.
TEST(ImportedRules, FindingWithoutPurlStaysOpen) {
  const auto yaml = yaml_of("trivyignore-yaml",
                            "vulnerabilities: [{id: CVE-2023-45853, purls: [\"pkg:deb/debian/zlib1g\"]}]");
  EXPECT_TRUE(is_suppressed(yaml, finding(), image()));
  auto bare = finding();
  bare.package_purl.reset();
  EXPECT_FALSE(is_suppressed(yaml, bare, image()));
}

TEST(ImportedRules, PathsMatchAsInTheSource) {
  const auto matches = [](std::string_view glob) {
    return is_suppressed(yaml_of("trivyignore-yaml", "vulnerabilities: [{id: CVE-2023-45853, paths: [\"" +
                                                         std::string(glob) + "\"]}]"),
                         finding(), image());
  };
  for (const char* glob : {"usr/lib/python3/site-packages/a.py", "**/a.py", "usr/**", "usr/**/*.py", "**",
                           "usr/{lib,bin}/**", "usr/lib/python?/**", "**/site-packages/[a-c].py"})
    EXPECT_TRUE(matches(glob)) << glob;
  for (const char* glob : {"a.py", "*.py", "usr/lib/*", "lib/**", "usr/**/b.py", "usr/**.py",
                           "usr/{bin,sbin}/**", "usr/lib/python3?/**"})
    EXPECT_FALSE(matches(glob)) << glob;
}

TEST(ImportedRules, GrypeNamesAreWhole) {
  const auto matches = [](std::string_view name) {
    return is_suppressed(yaml_of("grype", "ignore: [{package: {name: \"" + std::string(name) + "\"}}]"),
                         finding(), image());
  };
  EXPECT_TRUE(matches("zlib1g"));
  EXPECT_TRUE(matches("^zlib.*$"));
  EXPECT_TRUE(matches("openssl|zlib1g"));
  EXPECT_FALSE(matches("zlib"));
  EXPECT_FALSE(matches("lib1g"));
  EXPECT_FALSE(matches("zlib|openssl"));  // begins with zlib: Grype ignores it
}

// A star in a name stays a star: neither a glob that hides more, nor a problem for the loader.
TEST(ImportedRules, StarsAreNoGlobs) {
  auto starred = finding();
  starred.package_version = "1*";
  const auto yaml =
      yaml_of("grype", "ignore: [{vulnerability: \"CVE-*\"}, {package: {version: \"1*\", language: \"*\"}}]");
  EXPECT_FALSE(is_suppressed(yaml, finding(), image()));
  EXPECT_FALSE(is_suppressed(yaml, starred, image()));
  starred.package_language = "*";
  EXPECT_TRUE(is_suppressed(yaml, starred, image()));
  for (const char* product : {"pkg:oci/api?repository_url=*/payments/api", "pkg:docker/payments/*",
                              "pkg:docker/payments/ap%3F", "pkg:oci/*", "pkg:oci/api?tag=*"}) {
    const std::string text =
        R"({"@context":"https://openvex.dev/ns/v0.2.0","author":"A*","statements":[{"vulnerability":{"name":"CVE-2023-45853",
        "aliases":["X*"]},"status":"not_affected","justification":"component_not_present","products":[")" +
        std::string(product) + "\"]}]}";
    EXPECT_FALSE(is_suppressed(yaml_of("openvex", text), finding(), image())) << product;
  }
}

struct Criterion {
  const char* json;
  void (*spoil)(FindingFacts&, ImageFacts&);  // the finding that the criterion is not about
  void (*hide)(FindingFacts&, ImageFacts&);   // the value nobody knows: must not suppress
};

// Azure's documented criteria, one by one, and all together.
const Criterion kCriteria[] = {
    {R"("findingId":"CVE-2023-45853")", [](auto& f, auto&) { f.id = "CVE-1"; },
     [](auto& f, auto&) { f.id.reset(); }},
    {R"("category":"RedHat")", [](auto& f, auto&) { f.category = "Debian"; },
     [](auto& f, auto&) { f.category.reset(); }},
    {R"("securityCheck":"security update for sudo")", [](auto& f, auto&) { f.title = "x"; },
     [](auto& f, auto&) { f.title.reset(); }},
    {R"("cvssBelow":"6.5")", [](auto& f, auto&) { f.cvss_v3 = 6.5; },
     [](auto& f, auto&) { f.cvss_v3.reset(); }},
    {R"("severity":["Low","Medium"])", [](auto& f, auto&) { f.severity = Severity::High; },
     [](auto& f, auto&) { f.severity = Severity::Unknown; }},
    {R"("patchable":false)", [](auto& f, auto&) { f.fix_state = "fixed"; },
     [](auto& f, auto&) { f.fix_state.reset(); }},
    {R"("cve":"CVE-2023-45853;CVE-2020-1346")", [](auto& f, auto&) { f.vuln_id = "CVE-2"; },
     [](auto& f, auto&) {
       f.vuln_id.reset();
       f.aliases.reset();
     }},
    {R"("imageDigest":"sha256:9b920e938111710c2768b31699aac9d1ae80ab6284454e8a9ff42e887fa1db31")",
     [](auto&, auto& i) { i.digest = "sha256:0"; }, [](auto&, auto& i) { i.digest.reset(); }},
    {R"("osVersion":"ubuntu_linux_20.04;alpine_3.17")", [](auto&, auto& i) { i.os_version = "22.04"; },
     [](auto&, auto& i) { i.os.reset(); }},
    {R"("minimumSeverity":"Medium")", [](auto& f, auto&) { f.severity = Severity::High; },
     [](auto& f, auto&) { f.severity = Severity::Unknown; }},
    {R"("fixStatus":["NoFixAvailable","WontFix"])", [](auto& f, auto&) { f.fix_state = "fixed"; },
     [](auto& f, auto&) { f.fix_state.reset(); }},
};

bool azure_suppresses(const std::string& criteria, const FindingFacts& of, const ImageFacts& in) {
  return is_suppressed(yaml_of("azure-json", R"({"disableRules":[{"criteria":{)" + criteria + "}}]}"), of,
                       in);
}

TEST(ImportedAzureRules, EachCriterionAlone) {
  for (const auto& criterion : kCriteria) {
    EXPECT_TRUE(azure_suppresses(criterion.json, finding(), image())) << criterion.json;
    for (const auto change : {criterion.spoil, criterion.hide}) {
      auto other = finding();
      auto elsewhere = image();
      change(other, elsewhere);
      EXPECT_FALSE(azure_suppresses(criterion.json, other, elsewhere)) << criterion.json;
    }
  }
}

TEST(ImportedAzureRules, AllCriteriaTogether) {
  std::string all;
  for (const auto& criterion : kCriteria) all += (all.empty() ? "" : ",") + std::string(criterion.json);
  EXPECT_TRUE(azure_suppresses(all, finding(), image()));
  for (const auto& criterion : kCriteria) {
    auto other = finding();
    auto elsewhere = image();
    criterion.spoil(other, elsewhere);
    EXPECT_FALSE(azure_suppresses(all, other, elsewhere)) << criterion.json;
  }
}

// The explanation and the rule are two ways to the same answer.
TEST(ImportedVex, ExplainsWhatItDoes) {
  for (const char* product :
       {"pkg:deb/debian/zlib1g", "pkg:deb/ubuntu/zlib1g", "pkg:deb/debian/zlib1g@1%3A1.2.13",
        "pkg:deb/debian/zlib1g@2", "pkg:deb/debian/zlib1g?arch=amd64", "pkg:deb/debian/zlib1g?arch=arm64",
        "pkg:deb/Debian/Zlib1g", "pkg:oci/api", "pkg:oci/web", "pkg:oci/pi",
        "pkg:oci/api?repository_url=registry.example.com/payments", "pkg:docker/payments/api@v1",
        "pkg:docker/payments/api@v2", "pkg:oci/api?arch=amd64", "pkg:oci/api?arch=amd",
        "pkg:oci/x@sha256%3A9b920e938111710c2768b31699aac9d1ae80ab6284454e8a9ff42e887fa1db31"}) {
    const std::string text =
        R"({"@context":"https://openvex.dev/ns/v0.2.0","author":"Acme","statements":[{"vulnerability":"CVE-2023-45853",
        "status":"not_affected","justification":"component_not_present","products":[")" +
        std::string(product) + "\"]}]}";
    const auto document = read_vex({text, "f"}, {});
    ASSERT_TRUE(document.has_value()) << document.error().message;
    const VexSubject subject{*finding().vuln_id, *finding().aliases,  *finding().package_purl,
                             *image().registry,  *image().repository, *image().digest,
                             *image().tags,      *image().platform};
    const auto explained = explain_vex(document->statements, subject);
    ASSERT_EQ(explained.size(), 1u);
    EXPECT_EQ(is_suppressed(vex_rules({*document}, "f", {})->yaml, finding(), image(), Layer::Vex),
              explained[0].applies)
        << product << ": " << explained[0].mismatch;
  }
}

}  // namespace
}  // namespace lazaret::rules::exchange
