// SPDX-License-Identifier: Apache-2.0
// Operators, patterns, package URLs, version ranges, fields and the facts of a report.
#include <gtest/gtest.h>

#include <algorithm>

#include "core/package/purl.h"
#include "tests/unit/rules/rules_fixture.h"

namespace lazaret::rules {
namespace {

TEST(Operators, OfTexts) {
  for (const std::string yes :
       {"{package.name: zlib1g}", "{package.name: {eq: zlib1g}}", "{package.name: [a, zlib1g]}",
        "{package.name: {in: [zlib1g]}}", "{package.name: {prefix: zl, suffix: 1g}}",
        "{package.name: {contains: lib}}", "{package.name: {glob: \"z*g\"}}",
        "{package.name: {regex: \"zlib.*\"}}", "{package.name: {regex: lib, search: true}}",
        "{package.name: {eq: ZLIB1G, ci: true}}", "{package.name: {glob: \"Z*\", ci: true}}",
        "{package.name: {regex: \"ZLIB.*\", ci: true}}"})
    EXPECT_TRUE(matches(yes, finding(), image())) << yes;
  for (const std::string no : {"{package.name: ZLIB1G}", "{package.name: {regex: lib}}",
                               "{package.name: {glob: \"z?\"}}", "{package.name: {eq: \"z*g\"}}"})
    EXPECT_FALSE(matches(no, finding(), image())) << no;
}

TEST(Operators, OfNumbersSeveritiesAndTimes) {
  for (const std::string yes :
       {"{vuln.cvss.v3: {gte: 9.8}}", "{vuln.cvss.v3: 9.8}", "{vuln.cvss.v3: {gt: 9, lt: 10}}",
        "{finding.severity: critical}", "{finding.severity: {gte: high}}",
        "{finding.severity: [low, critical]}", "{finding.published: {lt: 2026-11-02}}",
        "{finding.published: {newer_than: 30d}}", "{finding.published: {older_than: 24d 12h}}",
        "{image.age: {gte: 5d}}", "{image.age: 120h}"})
    EXPECT_TRUE(matches(yes, finding(), image())) << yes;
  for (const std::string no : {"{vuln.cvss.v3: {gt: 9.8}}", "{finding.published: {older_than: 24d 12h 1s}}",
                               "{image.age: {gt: 5d}}"})
    EXPECT_FALSE(matches(no, finding(), image())) << no;
}

TEST(Operators, VulnIdLooksAtAliasesUnlessExact) {
  EXPECT_TRUE(matches("{vuln.id: GHSA-mq29-j5xf-cjwr}", finding(), image()));
  EXPECT_TRUE(matches("{vuln.id: [X, GHSA-mq29-j5xf-cjwr]}", finding(), image()));
  EXPECT_FALSE(matches("{vuln.id: {eq: GHSA-mq29-j5xf-cjwr, exact: true}}", finding(), image()));
  FindingFacts without = finding();
  without.aliases.reset();
  EXPECT_EQ(truth("{vuln.id: GHSA-mq29-j5xf-cjwr}", without, image()), "unknown:vuln.id");
}

TEST(Operators, VersionsAreComparedByTheirScheme) {
  for (const std::string yes :
       {"{package.version: {range: \">=1:1.2 <1:1.3 || ==2.0\"}}", "{package.version: {lt: \"1:1.2.14\"}}",
        "{package.version: \"1:1.2.13\"}", "{package.version: \"1:1.2.013\"}",
        "{package.version: {range: \"vers:deb/>=1:1.2|<1:1.3\"}}"})
    EXPECT_TRUE(matches(yes, finding(), image())) << yes;
  EXPECT_FALSE(matches("{package.version: {range: \"<1.3\"}}", finding(), image())) << "the epoch counts";
  FindingFacts odd = finding();
  odd.package_type = "nothing-known";
  EXPECT_EQ(truth("{package.version: {range: \"<9\"}}", odd, image()), "unknown:package.version");
}

TEST(Operators, PathsTakeGlobsAndTheirListsToo) {
  EXPECT_TRUE(matches("{finding.path: \"/var/**\"}", finding(), image()));
  EXPECT_FALSE(matches("{finding.path: \"/var/*\"}", finding(), image()));
  EXPECT_TRUE(matches("{image.repository: [payments/api, \"lab/*\"]}", finding(), image()));
  EXPECT_FALSE(matches("{image.repository: {eq: \"lab/*\"}}", finding(), image()));
}

TEST(Operators, ALabelThatIsNotThereIsUnknown) {
  EXPECT_EQ(truth("{image.labels.team: a}", finding(), image()), "unknown:image.labels.team");
  EXPECT_EQ(truth("{image.labels.stage: {prefix: prod}}", finding(), image()), "true");
}

TEST(Pattern, AnswersUnknownWhereItCannotLook) {
  const auto regex = Pattern::compile(Pattern::Kind::Regex, ".*", {}, {}).value();
  EXPECT_EQ(regex->matches("a"), Truth::True);
  EXPECT_EQ(regex->matches("\xff"), Truth::Unknown);
  EXPECT_EQ(regex->matches(std::string(64 << 10, 'a')), Truth::True);
  EXPECT_EQ(regex->matches(std::string((64 << 10) + 1, 'a')), Truth::Unknown);
}

TEST(Pattern, LimitsHoldAtAndFailAbove) {
  EXPECT_TRUE(Pattern::compile(Pattern::Kind::Regex, std::string(511, 'a'), {}, {}));
  EXPECT_TRUE(Pattern::compile(Pattern::Kind::Regex, std::string(512, 'a'), {}, {}));
  EXPECT_FALSE(Pattern::compile(Pattern::Kind::Regex, std::string(513, 'a'), {}, {}));
  EXPECT_FALSE(Pattern::compile(Pattern::Kind::Regex, "((a{100}){100}){10}", {}, {}));
  EXPECT_FALSE(Pattern::compile(Pattern::Kind::Regex, "(?=a)", {}, {})) << "not RE2";
  EXPECT_FALSE(Pattern::compile(Pattern::Kind::Regex, "", {}, {}));
}

TEST(Pattern, KnowsWhatEveryMatchBeginsWith) {
  const auto prefix = [](Pattern::Kind kind, std::string_view text) {
    return Pattern::compile(kind, text, {}, {}).value()->literal_prefix();
  };
  EXPECT_EQ(prefix(Pattern::Kind::Glob, "lab/**"), "lab");
  EXPECT_EQ(prefix(Pattern::Kind::Glob, "lab-*"), "lab-");
  EXPECT_EQ(prefix(Pattern::Kind::Regex, "prod(-eu)?"), "prod");
  EXPECT_EQ(prefix(Pattern::Kind::Regex, "prod*"), "pro");
  EXPECT_EQ(prefix(Pattern::Kind::Regex, "prod|test"), "");
}

TEST(Purl, ComparesVersionAndQualifiersOnlyWhereWritten) {
  const std::string actual = "pkg:deb/debian/zlib1g@1:1.2.13?arch=amd64&distro=debian-12";
  const auto is = [&](std::string_view wanted) { return purl_matches(parse_purl(wanted).value(), actual); };
  EXPECT_EQ(is("pkg:deb/debian/zlib1g"), Truth::True);
  EXPECT_EQ(is("pkg:DEB/debian/zlib1g@1%3A1.2.13?arch=amd64"), Truth::True);
  EXPECT_EQ(is("pkg:deb/debian/zlib1g@1:1.2.14"), Truth::False);
  EXPECT_EQ(is("pkg:deb/debian/zlib1g?arch=arm64"), Truth::False);
  EXPECT_EQ(is("pkg:deb/zlib1g"), Truth::False);
  EXPECT_EQ(purl_matches(parse_purl("pkg:deb/debian/zlib1g").value(), "zlib1g"), Truth::Unknown);
  const auto scoped = parse_purl("pkg:npm/%40angular/core@1.0").value();
  EXPECT_EQ(scoped.space, "@angular");
  EXPECT_EQ(scoped.name, "core");
  EXPECT_EQ(scoped.version, "1.0");
  for (const char* bad : {"", "pkg:", "pkg:deb", "pkg:deb/", "npm/x", "pkg:npm/%4", "pkg:npm/x?a"})
    EXPECT_FALSE(parse_purl(bad)) << bad;
}

// One mechanism with what writes the package URLs of a report: whoever types a name as its project does is
// understood.
TEST(Purl, NamesAreComparedInTheLettersOfTheirType) {
  const auto names = [](std::string_view wanted, std::string type, std::string name) {
    lazaret::Package package;
    package.type = std::move(type);
    package.name = std::move(name);
    package.version = "1.0";
    lazaret::OsRelease os;
    os.id = "debian";
    const auto actual = lazaret::package::make_purl(package, &os);
    return purl_matches(parse_purl(wanted).value(), actual) == Truth::True;
  };
  EXPECT_TRUE(names("pkg:golang/github.com/BurntSushi/toml", "golang", "github.com/BurntSushi/toml"));
  EXPECT_TRUE(names("pkg:golang/github.com/burntsushi/toml", "golang", "github.com/BurntSushi/toml"));
  EXPECT_TRUE(names("pkg:pypi/Typing_Extensions", "pypi", "typing-extensions"));
  EXPECT_TRUE(names("pkg:PyPI/typing-extensions", "pypi", "Typing_Extensions"));
  EXPECT_TRUE(names("pkg:deb/Debian/OpenSSL", "deb", "openssl"));
  EXPECT_TRUE(names("pkg:rpm/Debian/PyYAML", "rpm", "PyYAML"));
  EXPECT_FALSE(names("pkg:rpm/debian/pyyaml", "rpm", "PyYAML"));
  EXPECT_TRUE(names("pkg:npm/JSONStream", "npm", "JSONStream"));
  EXPECT_FALSE(names("pkg:npm/jsonstream", "npm", "JSONStream"));
  EXPECT_FALSE(names("pkg:golang/github.com/BurntSushi/toml@V1.0", "golang", "github.com/BurntSushi/toml"));
}

// The index looks packages up by their identity: it must see the same letters as the comparison.
TEST(Purl, IdentityOfATextIsThatOfThePurl) {
  for (const char* text :
       {"pkg:golang/github.com/BurntSushi/toml@v1", "pkg:PyPI/Typing_Extensions", "pkg:npm/JSONStream",
        "pkg:deb/Debian/OpenSSL?arch=amd64", "pkg:rpm/Fedora/PyYAML", "pkg:npm/%40A/b"})
    EXPECT_EQ(purl_identity(std::string_view(text)), purl_identity(parse_purl(text).value())) << text;
}

TEST(Purl, IsWrittenAsItIsRead) {
  for (const char* text :
       {"pkg:npm/%40angular/core@1.0", "pkg:deb/debian/zlib1g@1:1.2.13?arch=amd64&distro=debian-12",
        "pkg:golang/github.com/a/b@v1%2Bx#c/d", "pkg:oci/api@sha256:ab?repository_url=r%3A5%2Fpay%2Fapi"}) {
    const auto purl = parse_purl(text).value();
    EXPECT_EQ(parse_purl(format_purl(purl)).value(), purl) << text;
  }
  EXPECT_EQ(format_purl(parse_purl("pkg:GoLang/github.com/A/B?x=&Y=1").value()),
            "pkg:golang/github.com/a/b?y=1");
}

TEST(Purl, AnEmptyQualifierIsNone) {
  EXPECT_EQ(parse_purl("pkg:deb/debian/zlib1g?arch=&distro=").value(),
            parse_purl("pkg:deb/debian/zlib1g").value());
  EXPECT_EQ(
      purl_matches(parse_purl("pkg:deb/debian/zlib1g?arch=").value(), "pkg:deb/debian/zlib1g@1?arch=amd64"),
      Truth::True);
}

TEST(VersionRange, ReadsBothForms) {
  const VersionOrder order = package_version_order();
  const auto in = [&](std::string_view range, std::string_view version) {
    return in_range(parse_version_range(range).value(), "npm", version, order);
  };
  EXPECT_EQ(in(">= 1.2.0 < 1.4.7 || == 2.0.0", "1.3.0"), Truth::True);
  EXPECT_EQ(in(">=1.2.0 <1.4.7 || ==2.0.0", "2.0.0"), Truth::True);
  EXPECT_EQ(in(">=1.2.0 <1.4.7 || ==2.0.0", "1.4.7"), Truth::False);
  EXPECT_EQ(in("!=1.0.0", "1.0.0"), Truth::False);
  EXPECT_EQ(in("vers:npm/>=1.0.0|<2.0.0|>=3.0.0|!=3.1.0", "1.5.0"), Truth::True);
  EXPECT_EQ(in("vers:npm/>=1.0.0|<2.0.0|>=3.0.0|!=3.1.0", "2.5.0"), Truth::False);
  EXPECT_EQ(in("vers:npm/>=1.0.0|<2.0.0|>=3.0.0|!=3.1.0", "3.1.0"), Truth::False);
  EXPECT_EQ(in("vers:npm/*", "3.1.0"), Truth::True);
  EXPECT_EQ(in("<2.0.0", "not a version"), Truth::Unknown);
  for (const char* bad : {"", "1.2", "<", "<1 ||", ">=1 2", "vers:npm", "vers:/1", "vers:npm/", "<1,>2"})
    EXPECT_FALSE(parse_version_range(bad)) << bad;
}

TEST(Fields, AreSortedAndFoundByName) {
  std::vector<std::string_view> names = field_names();
  EXPECT_TRUE(std::ranges::is_sorted(names));
  for (const Field& field : fields()) {
    EXPECT_FALSE(field.sentence.empty());
    EXPECT_NE(field.read, nullptr);
    EXPECT_EQ(
        find_field(field.name.ends_with('.') ? std::string(field.name) + "k" : std::string(field.name)).field,
        &field);
  }
  EXPECT_EQ(find_field("image.labels.").field, nullptr);
  EXPECT_EQ(find_field("vuln").field, nullptr);
  EXPECT_EQ(find_field("image.labels.a.b").key, "a.b");
}

TEST(Fields, EveryOneOfEmptyFactsIsAbsent) {
  const FindingFacts no_finding;
  const ImageFacts no_image;
  const Effective nothing;
  const Subject subject{no_finding, no_image, nothing, instant(kNow)};
  for (const Field& field : fields()) {
    if (field.type == FieldType::Severity || field.name == "effective.tags") continue;
    EXPECT_TRUE(std::holds_alternative<std::monostate>(field.read(subject, "k"))) << field.name;
  }
}

TEST(Facts, OfAReportLeaveAbsentWhatNobodySaid) {
  Report report;
  report.image.reference = "docker://registry.example:5000/team/app:1.2@sha256:00";
  report.image.layers = {{"sha256:aa", "", 10, ""}, {"sha256:bb", "", 20, ""}};
  Finding& one = report.findings.emplace_back();
  one.id = "CVE-1";
  one.package = "pkg:deb/debian/a@1";
  one.location = {"usr/bin/a", "sha256:bb"};
  one.package_type = "npm";
  one.cvss = {{"3.1", "", 9.8}, {"3.0", "", 9.0}, {"2.0", "", 5.0}};
  Finding& secret = report.findings.emplace_back();
  secret.kind = FindingKind::Secret;
  secret.id = "aws-key";
  const auto facts = facts_of_findings(report);
  EXPECT_EQ(facts[0].vuln_id, "CVE-1");
  EXPECT_EQ(facts[0].path, "/usr/bin/a");
  EXPECT_EQ(facts[0].layer_index, 1.0);
  EXPECT_EQ(facts[0].cvss_v3, 9.8);
  EXPECT_FALSE(facts[0].cvss_v4);
  EXPECT_FALSE(facts[0].kev) << "no catalogue was read: nobody knows";
  EXPECT_EQ(facts[0].package_language, "javascript");
  EXPECT_FALSE(facts[0].package_ecosystem);
  EXPECT_FALSE(facts[0].cwe);
  EXPECT_FALSE(facts[0].published);
  EXPECT_FALSE(facts[0].package_license);
  EXPECT_FALSE(facts[1].vuln_id);
  EXPECT_FALSE(facts[1].kev);
  EXPECT_FALSE(facts[1].fix_state);
  const auto image = facts_of_image(report.image);
  EXPECT_EQ(image.registry, "registry.example:5000");
  EXPECT_EQ(image.repository, "team/app");
  EXPECT_EQ(image.tags, std::vector<std::string>{"1.2"});
  EXPECT_EQ(image.size, 30.0);
  EXPECT_FALSE(image.created);
  EXPECT_FALSE(image.base_name);
  EXPECT_FALSE(image.base_digest);
  report.image.layers.push_back({});
  EXPECT_FALSE(facts_of_image(report.image).size) << "a directory's bytes were not counted";
  EXPECT_FALSE(facts_of_image({.reference = "oci:dir"}).repository);
}

TEST(Facts, KnowThatNothingIsExploitedOnlyByTheCatalogue) {
  Report report;
  report.findings.resize(2);
  report.findings[1].kev = true;
  const auto kev_of = [&](std::size_t finding) { return facts_of_findings(report)[finding].kev; };
  EXPECT_EQ(kev_of(0), std::nullopt);
  report.database.emplace().feeds = {{"npm", "", 1}, {"EPSS", "", 1}};
  EXPECT_EQ(kev_of(0), std::nullopt);
  EXPECT_EQ(kev_of(1), true);
  report.database->feeds.push_back({"KEV", "", 1});
  EXPECT_EQ(kev_of(0), false);
  EXPECT_EQ(kev_of(1), true);
}

// Every fact of a report arrives at the field that rules name it by.
TEST(Facts, OfAReportAreReadThroughTheirFields) {
  constexpr std::int64_t kDay = 86'400;
  Report report;
  report.image.created = Instant{kDay};
  report.image.labels = {{"team", "shop"}};
  report.image.annotations = {{"build", "7"}};
  report.image.base_name = "debian:12";
  report.image.base_digest = "sha256:bb";
  Finding& finding = report.findings.emplace_back();
  finding.published = Instant{kDay};
  finding.cwes = {"CWE-79"};
  finding.ecosystem = "Debian:12";
  finding.package_type = "golang";
  const auto findings = facts_of_findings(report);
  const auto image = facts_of_image(report.image);
  const Effective nothing;
  const Subject subject{findings[0], image, nothing, Instant{3 * kDay}};
  const auto value = [&](std::string_view name) {
    const FieldName found = find_field(name);
    return found.field->read(subject, found.key);
  };
  EXPECT_EQ(std::get<std::string_view>(value("image.labels.team")), "shop");
  EXPECT_EQ(std::get<std::string_view>(value("image.annotations.build")), "7");
  EXPECT_TRUE(std::holds_alternative<std::monostate>(value("image.labels.other")));
  EXPECT_EQ(std::get<std::string_view>(value("image.base.name")), "debian:12");
  EXPECT_EQ(std::get<std::string_view>(value("image.base.digest")), "sha256:bb");
  EXPECT_EQ(std::get<Seconds>(value("image.age")).count, 2 * kDay);
  EXPECT_EQ(std::get<Instant>(value("finding.published")).unix_seconds, kDay);
  EXPECT_EQ(std::get<std::string_view>(value("package.ecosystem")), "Debian:12");
  EXPECT_EQ(std::get<std::string_view>(value("package.language")), "go");
  EXPECT_EQ(std::get<std::span<const std::string>>(value("vuln.cwe"))[0], "CWE-79");
  EXPECT_TRUE(std::holds_alternative<std::monostate>(value("finding.layer.in_base")));
}

}  // namespace
}  // namespace lazaret::rules
