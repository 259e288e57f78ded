// SPDX-License-Identifier: Apache-2.0
// What rules cost: 10,000 of them loaded, compiled and put to 1,000,000 findings on one core; beside it in
// the same run the reference evaluator. `rules-bench [RULES [FINDINGS]]`; run by hand on an -O2 build.
#include <sys/resource.h>

#include <cstdio>
#include <ctime>
#include <random>
#include <string>
#include <vector>

#include "rules/evaluator.h"
#include "rules/load.h"
#include "rules/version_order.h"

namespace lazaret::rules {
namespace {

constexpr Instant kAt{1'795'608'000};  // 2026-11-25T12:00:00Z
constexpr std::size_t kFindingsOfAnImage = 200;
constexpr std::size_t kIds = 20'000;
constexpr std::size_t kPackages = 5'000;
constexpr std::size_t kRepositories = 1'000;

// Of this process alone: what others do on the machine costs caches, not seconds.
double seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}
std::string number(std::size_t value) { return std::to_string(value); }

// 60 % id, 20 % package and range, 10 % repository and severity, 5 % path, 5 % regular expression.
std::string match(std::size_t i, std::mt19937_64& random) {
  const std::size_t kind = i % 20;
  if (kind < 12) return "{vuln.id: CVE-2026-" + number(random() % kIds) + "}";
  if (kind < 16)
    return "{package.name: lib" + number(random() % kPackages) + ", package.version: {range: \"<1." +
           number(random() % 100) + "\"}}";
  if (kind < 18)
    return "{image.repository: \"team" + number(random() % kRepositories) +
           "/**\", finding.severity: {lt: medium}}";
  if (kind < 19) return "{finding.path: \"/opt/app" + number(random() % 500) + "/**\"}";
  return "{package.name: {regex: \"(lib|x)" + number(random() % 900) + "[0-9]-(dev|doc)\"}}";
}

std::string action(std::size_t i) {
  switch (i % 4) {
    case 0: return "tag: [t" + number(i % 7) + "]";
    case 1: return "reclassify: {shift: -1, reason: r}";
    default:
      return "active: {until: 2027-03-01}, suppress: {status: accepted_risk, reason: \"decided\", owner: "
             "secops}";
  }
}

std::vector<SourceFile> make_rules(std::size_t count) {
  std::mt19937_64 random(1);
  std::vector<SourceFile> files;
  for (std::size_t i = 0; i < count; ++i) {
    if (i % 1000 == 0)
      files.push_back({"rules/" + number(i / 1000) + ".rules.yaml", "lazaret: rules/v1\nrules:\n", {}});
    files.back().text +=
        "  - {id: R-" + number(i) + ", match: " + match(i, random) + ", " + action(i) + "}\n";
  }
  return files;
}

FindingFacts make_finding(std::mt19937_64& random) {
  FindingFacts out;
  const auto package = number(random() % kPackages);
  out.kind = "vulnerability";
  out.id = out.vuln_id = "CVE-2026-" + number(random() % kIds);
  out.aliases = std::vector<std::string>{"GHSA-" + number(random() % kIds)};
  out.severity = static_cast<Severity>(1 + random() % 5);
  out.path = random() % 4 ? "/var/lib/dpkg/status" : "/opt/app" + number(random() % 1000) + "/lib/a.jar";
  out.fix_state = random() % 2 ? "fixed" : "none";
  out.package_name = "lib" + package;
  out.package_version = "1." + number(random() % 100);
  out.package_type = "deb";
  out.package_purl = "pkg:deb/debian/lib" + package + "@" + *out.package_version + "?arch=amd64";
  return out;
}

ImageFacts make_image(std::mt19937_64& random) {
  ImageFacts out;
  out.registry = "registry.example";
  out.repository = "team" + number(random() % (2 * kRepositories)) + "/api";
  out.tags = {"v1"};
  return out;
}

double resident_mib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

struct Total {
  std::size_t findings = 0, decisions = 0, suppressed = 0;
  double seconds = 0;
  void print(const char* what) const {
    std::printf("%-10s %9zu findings  %8.3f s  %10.0f ns a finding  %zu decisions, %zu suppressed\n", what,
                findings, seconds, seconds * 1e9 / static_cast<double>(findings), decisions, suppressed);
  }
};

// Findings are made outside the clock, an image at a time.
void judge(const Evaluator& evaluator, std::size_t count, Total& total) {
  std::mt19937_64 random(2);
  while (total.findings < count) {
    const ImageFacts image = make_image(random);
    std::vector<FindingFacts> findings;
    for (std::size_t i = 0; i < kFindingsOfAnImage; ++i) findings.push_back(make_finding(random));
    const double start = seconds();
    const auto verdicts = evaluator.judge_findings(findings, image);
    total.seconds += seconds() - start;
    for (const Verdict& verdict : verdicts) {
      total.decisions += verdict.decisions.size();
      total.suppressed += verdict.status == Verdict::Status::Suppressed;
    }
    total.findings += verdicts.size();
  }
}

int run(std::size_t rules, std::size_t findings) {
  const auto files = make_rules(rules);
  double start = seconds();
  const auto outcome = load(files, kAt);
  const double loaded = seconds() - start;
  if (!outcome.rules) {
    std::printf("%s\n", format_problem(outcome.problems.front()).c_str());
    return 1;
  }
  start = seconds();
  const auto compiled = make_compiled_evaluator(outcome.rules, kAt, package_version_order());
  const double indexed = seconds() - start;
  std::printf("%zu rules: load %.3f s, compile %.3f s\n", rules, loaded, indexed);
  Total fast, slow;
  judge(*compiled, findings, fast);
  fast.print("compiled");
  std::printf("memory     %.0f MiB at most\n", resident_mib());
  const auto reference = make_reference_evaluator(outcome.rules, kAt, package_version_order());
  judge(*reference, std::max<std::size_t>(findings / 5000, kFindingsOfAnImage), slow);
  slow.print("reference");
  std::printf("ratio      %.0f\n", slow.seconds / static_cast<double>(slow.findings) /
                                       (fast.seconds / static_cast<double>(fast.findings)));
  return 0;
}

}  // namespace
}  // namespace lazaret::rules

int main(int count, char** arguments) {
  return lazaret::rules::run(count > 1 ? std::stoul(arguments[1]) : 10'000,
                             count > 2 ? std::stoul(arguments[2]) : 1'000'000);
}
