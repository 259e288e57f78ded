// SPDX-License-Identifier: Apache-2.0
// Any bytes as a rule file. What loads is put to both evaluators, on findings that know everything, nothing,
// and other things, and they must agree. Run by tests/check; seeds: seeds/rules.py.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "rules/evaluator.h"
#include "rules/load.h"
#include "rules/version_order.h"

namespace {

using namespace lazaret;
using namespace lazaret::rules;

constexpr Instant kAt{1'795'608'000};  // 2026-11-25T12:00:00Z

FindingFacts vulnerability() {
  FindingFacts out;
  out.kind = "vulnerability";
  out.id = out.vuln_id = "CVE-2023-45853";
  out.aliases = std::vector<std::string>{"GHSA-mq29-j5xf-cjwr"};
  out.severity = Severity::High;
  out.path = "/var/lib/dpkg/status";
  out.fix_state = "fixed";
  out.kev = false;
  out.package_name = "zlib1g";
  out.package_version = "1:1.2.13";
  out.package_type = "deb";
  out.package_purl = "pkg:deb/debian/zlib1g@1:1.2.13?arch=amd64";
  return out;
}

std::vector<FindingFacts> findings() {
  FindingFacts odd = vulnerability();
  odd.package_name = "a\xff";
  odd.path = std::string(Limits{}.rule_text_bytes + 1, '/');
  odd.severity = Severity::Unknown;
  odd.package_purl = "pkg:";
  return {vulnerability(), FindingFacts{}, odd};
}

ImageFacts image() {
  ImageFacts out;
  out.repository = "lab/a";
  out.tags = {"dev", "v1"};
  out.created = Instant{kAt.unix_seconds - 86400};
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::vector<SourceFile> files{{"a", std::string(reinterpret_cast<const char*>(data), size), {}}};
  const auto set = load(files, kAt).rules;
  if (!set) return 0;
  const auto reference = make_reference_evaluator(set, kAt, package_version_order());
  const auto compiled = make_compiled_evaluator(set, kAt, package_version_order());
  for (const ImageFacts& each : {image(), ImageFacts{}}) {
    const auto verdicts = compiled->judge_findings(findings(), each);
    for (std::size_t i = 0; i < verdicts.size(); ++i)
      if (verdicts[i] != reference->judge(findings()[i], each)) std::abort();
  }
  return 0;
}
