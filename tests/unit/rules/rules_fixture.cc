// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/rules/rules_fixture.h"

#include <gtest/gtest.h>

namespace lazaret::rules {

Instant instant(std::string_view text) { return parse_instant(text).value(); }

SourceFile file(std::string_view body, std::string path, std::optional<Layer> layer) {
  std::string text = "lazaret: rules/v1\n";
  if (layer) text += "layer: " + std::string(to_string(*layer)) + "\n";
  return {std::move(path), text + std::string(body), layer};
}

SourceFile one_rule(std::string_view match, std::string_view rest) {
  return file("rules:\n  - id: R-1\n    match: " + std::string(match) + "\n    " + std::string(rest) + "\n");
}

std::shared_ptr<const RuleSet> load_good(std::vector<SourceFile> files) {
  auto outcome = load(files, instant(kNow));
  for (const Problem& problem : outcome.problems) ADD_FAILURE() << format_problem(problem);
  return outcome.rules ? outcome.rules : std::make_shared<const RuleSet>();
}

std::vector<std::string> load_bad(std::vector<SourceFile> files, const LoadOptions& options) {
  std::vector<std::string> out;
  const auto outcome = load(files, instant(kNow), options);
  EXPECT_EQ(outcome.rules == nullptr, !outcome.problems.empty());
  for (const Problem& problem : outcome.problems)
    out.push_back(to_string(problem.code) + " " + std::to_string(problem.line) + ":" +
                  std::to_string(problem.column) + " " + problem.message);
  return out;
}

FindingFacts finding() {
  FindingFacts out;
  out.kind = "vulnerability";
  out.id = out.vuln_id = "CVE-2023-45853";
  out.severity = Severity::Critical;
  out.plugin = "dpkg";
  out.path = "/var/lib/dpkg/status";
  out.published = instant("2026-11-01T00:00:00Z");
  out.aliases = {"GHSA-mq29-j5xf-cjwr"};
  out.cvss_v3 = 9.8;
  out.epss = 0.02;
  out.kev = true;
  out.fix_state = "fixed";
  out.package_name = "zlib1g";
  out.package_version = "1:1.2.13";
  out.package_type = "deb";
  out.package_purl = "pkg:deb/debian/zlib1g@1:1.2.13?arch=amd64";
  out.opinions = {{"cvss:3.1", Severity::Critical}, {"debian", Severity::Low}, {"nvd", Severity::Medium}};
  return out;
}

ImageFacts image() {
  ImageFacts out;
  out.registry = "registry.example";
  out.repository = "lab/a";
  out.tags = {"dev"};
  out.digest = "sha256:00";
  out.os = "debian";
  out.labels = std::map<std::string, std::string>{{"stage", "prod-eu"}};
  out.created = instant("2026-11-20T12:00:00Z");
  return out;
}

Verdict judge(std::vector<SourceFile> files, const FindingFacts& finding, const ImageFacts& image,
              std::string_view at) {
  return make_reference_evaluator(load_good(std::move(files)), instant(at), package_version_order())
      ->judge(finding, image);
}

std::string outcome(const Verdict& verdict, std::string_view rule, Phase phase) {
  for (const Decision& decision : verdict.decisions)
    if (decision.rule == rule && decision.phase == phase) return decision.outcome;
  return {};
}

std::string truth(std::string_view match, const FindingFacts& finding, const ImageFacts& image) {
  const auto said = outcome(judge({one_rule(match)}, finding, image), "R-1", Phase::Tag);
  return said == "applied" ? "true" : said.empty() ? "false" : said;
}

bool matches(std::string_view match, const FindingFacts& finding, const ImageFacts& image) {
  return truth(match, finding, image) == "true";
}

}  // namespace lazaret::rules
