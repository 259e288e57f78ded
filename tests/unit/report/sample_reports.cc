// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/report/sample_reports.h"

namespace lazaret::report {
namespace {

const std::string kDigest = "sha256:" + std::string(64, 'a');
const std::string kLayer = "sha256:" + std::string(64, 'b');

OsRelease make_os(std::string id, std::string version, std::string pretty) {
  OsRelease os;
  os.id = std::move(id);
  os.version_id = std::move(version);
  os.pretty_name = std::move(pretty);
  return os;
}

Report make_report(std::string reference) {
  Report report;
  report.created = "2026-11-23T20:00:00Z";
  report.image.reference = std::move(reference);
  report.image.digest = kDigest;
  report.image.config_digest = "sha256:" + std::string(64, 'c');
  report.image.platform = "linux/amd64";
  report.image.layers.push_back(
      {kLayer, "sha256:" + std::string(64, 'd'), 3'402'513, "/bin/sh -c #(nop) ADD file"});
  DatabaseInfo database;
  database.generation = "sha256:" + std::string(64, 'e');
  database.built = "2026-11-22T06:00:00Z";
  database.feeds = {{"Alpine", "2026-11-21T23:10:00Z", 4'312},
                    {"npm", "2026-11-22T01:00:00Z", 9'001},
                    {"KEV", "2026-11-20T17:00:00Z", 1'404}};
  report.database = database;
  return report;
}

Receipt make_receipt() {
  Receipt receipt;
  receipt.policy = "detect";
  receipt.policy_sha256 = std::string(64, 'e');
  receipt.mode = "unprivileged";
  receipt.missing = {"separate user"};
  receipt.kernel = KernelFacts{2, 1, true, "0000000000000000", "0000000000000000", {"mnt", "net", "pid"}};
  receipt.violations_by = "supervisor";
  receipt.limits = {1u << 30, "cgroup v1", 60, 120, 1, 256, 0, 64u << 20, 1u << 20};
  receipt.output_bytes = 4'711;
  receipt.log_bytes = 17;
  return receipt;
}

Run make_run(std::string plugin, RunOutcome outcome, std::string detail) {
  Run run;
  run.plugin = std::move(plugin);
  run.version = "1.0.0";
  run.sha256 = std::string(64, 'f');
  run.stage = "detect";
  run.outcome = outcome;
  run.detail = std::move(detail);
  run.wall_ms = 12;
  run.cpu_ms = 7;
  run.peak_rss_kib = 4'096;
  run.records = 15;
  run.receipt = make_receipt();
  return run;
}

Package make_package(std::string type, std::string name, std::string version, std::string path) {
  Package package;
  package.type = type;
  package.name = name;
  package.version = version;
  package.purl = "pkg:" + type + "/" + name + "@" + version;
  package.locations.push_back({std::move(path), kLayer});
  package.plugin = type;
  return package;
}

Finding make_finding(std::string id, Severity severity, const Package& package, std::string fixed,
                     std::string title) {
  Finding finding;
  finding.id = id;
  finding.severity = severity;
  finding.title = std::move(title);
  finding.package = package.purl;
  finding.package_name = package.name;
  finding.package_type = package.type;
  finding.installed_version = package.version;
  finding.fixed_version = fixed;
  finding.fix_state = fixed.empty() ? FixState::None : FixState::Fixed;
  if (!fixed.empty()) finding.remediation = "upgrade " + package.name + " to " + fixed + " or later";
  finding.location = package.locations.front();
  finding.plugin = "matcher";
  finding.fingerprint = std::string(32, '0');
  return finding;
}

RulesetInfo make_ruleset() {
  RulesetInfo set;
  set.id = "sha256:" + std::string(64, '7');
  set.files = {{"builtin/known-exploited.rules.yaml", "builtin", 2, 0},
               {"rules/payments.rules.yaml", "repository", 3, 1}};
  SuppressionInfo rule;
  rule.rule = "PAY-0001";
  rule.file = "rules/payments.rules.yaml";
  rule.line = 5;
  rule.status = "not_affected";
  rule.justification = "vulnerable_code_not_in_execute_path";
  rule.reason = "minizip is not built into what we ship";
  rule.owner = "team-payments";
  rule.ticket = "SEC-812";
  rule.until = "2027-04-01T00:00:00Z";
  rule.findings = 1;
  set.suppressions = {rule};
  set.gates = {{"deploy", GateResult::Fail, "ORG-CI-GATE", "critical, with a fix for a week", 2},
               {"size", GateResult::Pass, "ORG-COUNT", "", 0}};
  return set;
}

void decide(Finding& finding, std::string suppressor) {
  Decision decision;
  decision.severity = finding.severity;
  if (!suppressor.empty())
    decision.rules.push_back({suppressor, "rules/payments.rules.yaml", 5, "decide", "applied"});
  decision.suppressed_by = std::move(suppressor);
  finding.decision = std::move(decision);
}

// One finding is two degrees less severe than it says, one is open again, one fails a gate and is routed.
void decide_all(Report& report) {
  for (auto& finding : report.findings) decide(finding, "");
  Decision& shell = *report.findings[0].decision;
  shell.tags = {"known-exploited"};
  shell.routes = {{"slack:platform", "ORG-ROUTE", {"vuln.id"}}};
  shell.gates = {{"deploy", GateResult::Fail, "ORG-CI-GATE", "critical, with a fix for a week", 1}};
  shell.rules = {{"LZ-KNOWN-EXPLOITED", "builtin/known-exploited.rules.yaml", 7, "tag", "applied"},
                 {"PAY-0002", "rules/payments.rules.yaml", 12, "decide", "blocked_by:ORG-KEV-PROTECT"},
                 {"ORG-CI-GATE", "rules/payments.rules.yaml", 20, "deliver", "applied"}};
  Decision& lowered = *report.findings[1].decision;
  lowered.severity = Severity::Medium;
  lowered.rules = {{"PAY-0003", "rules/payments.rules.yaml", 16, "reclassify", "applied"}};
  report.findings[2].decision->rules = {{"PAY-0004", "rules/payments.rules.yaml", 24, "decide", "expired"}};
}

Report healthy() {
  auto report = make_report("alpine:3.20");
  report.image.os = make_os("alpine", "3.20.3", "Alpine Linux v3.20");
  auto musl = make_package("apk", "musl", "1.2.5-r0", "lib/apk/db/installed");
  musl.arch = "x86_64";
  musl.source = {"musl", "1.2.5-r0"};
  musl.licenses = {"MIT"};
  report.packages = {musl};
  report.runs = {make_run("apk", RunOutcome::Ok, "")};
  report.repeatable = true;
  return report;
}

Report busybox() {
  auto report = make_report("oci-archive:busybox-1.38.0-glibc.oci.tar");
  report.gaps = {{"no_distribution", "os-release",
                  "the image has no os-release file, so no distribution's advisories apply", ""},
                 {"unowned_software", "bin/[, bin/busybox",
                  "2 ELF files belong to no package that a detector knows", ""}};
  return report;
}

Report unhealthy() {
  auto report = make_report("registry.example.org/team/shop:2026.11");
  report.image.os = make_os("debian", "12", "Debian GNU/Linux 12 (bookworm)");
  report.image.created = Instant{1'795'000'000};
  report.image.labels = {{"org.opencontainers.image.source", "https://example.org/shop"}, {"team", "shop"}};
  report.image.annotations = {{"org.opencontainers.image.base.name", "debian:12"}};
  report.image.base_name = "debian:12";
  const auto log4j =
      make_package("maven", "org.apache.logging.log4j:log4j-core", "2.14.1", "app/lib/log4j-core-2.14.1.jar");
  const auto openssl = make_package("deb", "openssl", "3.0.9-1", "var/lib/dpkg/status");
  const auto zlib = make_package("deb", "zlib1g", "1:1.2.13.dfsg-1", "var/lib/dpkg/status");
  report.packages = {log4j, openssl, zlib};
  auto shell = make_finding("CVE-2021-44228", Severity::Critical, log4j, "2.15.0",
                            "Remote code execution through JNDI lookups in log messages");
  shell.kev = true;
  shell.published = Instant{1'639'094'400};
  shell.cwes = {"CWE-20", "CWE-400", "CWE-502", "CWE-917"};
  shell.ecosystem = "Maven";
  shell.epss = 0.97548;
  shell.severity_source = "cvss:3.1";
  shell.severities = {{"cvss:3.1", Severity::Critical}, {"ghsa", Severity::Critical}};
  shell.cvss = {{"3.1", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", 10.0}};
  shell.aliases = {"GHSA-jfh8-c2jp-5v3q"};
  shell.advisories = {"GHSA-jfh8-c2jp-5v3q"};
  shell.references = {"https://logging.apache.org/log4j/2.x/security.html"};
  shell.description = "Message lookup substitution loads code from LDAP servers.";
  report.findings = {
      shell,
      make_finding("CVE-2021-45046", Severity::Critical, log4j, "2.16.0", "Incomplete fix of the one before"),
      make_finding("CVE-2021-44832", Severity::Medium, log4j, "2.17.1",
                   "Code execution by who controls the configuration")};
  for (int i = 10; i < 19; ++i)
    report.findings.push_back(make_finding(
        "CVE-2023-38" + std::to_string(i), i < 13 ? Severity::High : Severity::Low, openssl,
        i < 16 ? "3.0.11-1~deb12u" + std::to_string(i - 9) : "", "Finding number " + std::to_string(i)));
  auto zip = make_finding("CVE-2023-45853", Severity::Critical, zlib, "", "Integer overflow in MiniZip");
  zip.fix_state = FixState::WontFix;
  auto quiet = make_finding("CVE-2018-0001", Severity::High, zlib, "1:2", "Suppressed by a rule");
  report.ruleset = make_ruleset();
  decide_all(report);
  decide(quiet, "PAY-0001");
  decide(zip, "");
  report.findings.push_back(zip);
  report.findings.push_back(quiet);
  report.gaps = {{"detector_incomplete", "java", "the detector did not finish (timeout)", "java"},
                 {"unparsable_version", "pkg:pypi/pytz@2004d", "the version cannot be compared", ""},
                 {"unparsable_version", "pkg:pypi/foo@x", "the version cannot be compared", ""},
                 {"unparsable_version", "pkg:pypi/bar@y", "the version cannot be compared", ""},
                 {"unparsable_version", "pkg:pypi/baz@z", "the version cannot be compared", ""}};
  report.runs = {make_run("dpkg", RunOutcome::Ok, ""),
                 make_run("java", RunOutcome::Timeout, "killed after 600 s")};
  report.database->sample = true;
  return report;
}

Report hostile() {
  const std::string evil =
      "\x1b[2J\x1b]0;owned\x07\r\n::set-output name=x::y\xff\xe2\x80\xae\xcc\x81\xf0\x9f\x92\xa9";
  auto report = make_report(evil);
  report.image.platform = evil;
  report.image.os = make_os(evil, evil, evil);
  report.image.layers[0].created_by = evil;
  report.image.labels = {{evil, evil}, {"", ""}};
  report.image.annotations = {{"k", evil}};
  report.image.base_name = evil;
  auto package = make_package("npm", std::string(300, 'n'), std::string(300, '1'), "usr/\\" + evil + "/\xfe");
  package.arch = evil;
  package.licenses = {evil};
  auto wide = make_package("npm", "\xe4\xb8\xad\xe6\x96\x87\xe5\x8c\x85\xe5\x90\x8d", "1", "b");
  report.packages = {package, wide};
  auto finding = make_finding(std::string(300, 'C'), Severity::High, package, std::string(300, '2'),
                              evil + std::string(300, 't'));
  finding.description = evil;
  std::string chinese;
  for (int i = 0; i < 60; ++i) chinese += "\xe4\xb8\xad";
  Finding secret;
  secret.id = "private-key";
  secret.kind = FindingKind::Secret;
  secret.location = {evil, kLayer};
  secret.title = chinese;
  report.findings = {finding, make_finding(evil, Severity::Low, wide, "2", chinese), secret};
  report.gaps = {{"file_too_large", evil, evil, evil}};
  report.runs = {make_run(evil, RunOutcome::ProtocolError, evil),
                 make_run(evil, RunOutcome::Violation, evil)};
  report.runs[1].receipt.violation =
      Violation{"socket", 41, "AF_INET, SOCK_STREAM, 0", evil, evil, "scan", "do without"};
  report.database->built = evil;
  RulesetInfo set;
  set.id = evil;
  set.files = {{evil, "global", 1, 1}};
  SuppressionInfo rule;
  rule.rule = rule.file = rule.status = rule.justification = rule.reason = evil;
  rule.owner = rule.ticket = rule.until = rule.approved_by = evil;
  rule.line = 1;
  set.suppressions = {rule};
  set.gates = {{evil, GateResult::Warn, evil, evil, 1}};
  report.ruleset = set;
  decide(finding, evil);
  finding.decision->tags = {evil};
  finding.decision->routes = {{evil, evil, {evil}}};
  report.findings.push_back(finding);
  return report;
}

}  // namespace

std::vector<SampleReport> sample_reports() {
  std::vector<SampleReport> samples{{"healthy", healthy()},
                                    {"busybox", busybox()},
                                    {"unhealthy", unhealthy()},
                                    {"hostile", hostile()},
                                    {"nothing", {}}};
  for (auto& sample : samples) {
    sort_report(sample.report);
    sample.report.status = status_of(sample.report);
  }
  samples.back().report.status = ImageStatus::Unverified;
  return samples;
}

}  // namespace lazaret::report
