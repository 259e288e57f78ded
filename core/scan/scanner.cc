// SPDX-License-Identifier: Apache-2.0
#include "core/scan/scanner.h"

#include <algorithm>

#include "core/advisory/matcher.h"
#include "core/package/purl.h"
#include "core/scan/inventory_stage.h"

namespace lazaret::scan {
namespace {

constexpr std::string_view kUnknownDistribution = "unknown_distribution";

void name_packages(Inventory& inventory) {
  const OsRelease* os = inventory.os ? &*inventory.os : nullptr;
  for (auto& package : inventory.packages) package.purl = package::make_purl(package, os);
}

void match_advisories(const Judges& judges, Report& report) {
  if (judges.generation == nullptr) {
    report.gaps.push_back(
        {"no_advisories", "database",
         "no advisories were given, so nothing was matched: run `lazaret db update`, or name a "
         "generation with --db",
         ""});
    return;
  }
  report.database = judges.generation->info();
  const OsRelease* os = report.image.os ? &*report.image.os : nullptr;
  auto matched = advisory::match(*judges.generation, os, report.packages, judges.at);
  report.findings = std::move(matched.findings);
  std::move(matched.gaps.begin(), matched.gaps.end(), std::back_inserter(report.gaps));
}

// The matcher says so where there are packages of a distribution; an image without any is no better known.
void require_distribution(Report& report) {
  const auto told = [](const Gap& gap) { return gap.kind == kUnknownDistribution; };
  if (report.image.os || std::any_of(report.gaps.begin(), report.gaps.end(), told)) return;
  report.gaps.push_back(
      {std::string(kUnknownDistribution), "image",
       "no os-release or release file says what system this is, so nobody knows what to look for", ""});
}

void apply_policy(const Policy* policy, Report& report) {
  if (policy == nullptr) return;
  auto judgement = policy->judge(report);
  LZ_ASSERT(judgement.decisions.size() == report.findings.size());
  for (std::size_t i = 0; i < report.findings.size(); ++i)
    report.findings[i].decision = std::move(judgement.decisions[i]);
  report.ruleset = std::move(judgement.ruleset);
}

}  // namespace

Result<Contents> take_contents(const ScanRequest& request, const Services& services) {
  auto image = TRY(source::open_image(request.reference, request.open, services.runner));
  Contents contents;
  contents.inventory = TRY(take_inventory(request, services, *image));
  name_packages(contents.inventory);
  contents.image = image->info();
  contents.image.os = contents.inventory.os;
  return contents;
}

Report judge_contents(Contents contents, const Judges& judges) {
  Report report;
  report.created = format_instant(judges.at);
  report.repeatable = judges.repeatable;
  report.image = std::move(contents.image);
  report.packages = std::move(contents.inventory.packages);
  report.gaps = std::move(contents.inventory.gaps);
  report.runs = std::move(contents.inventory.runs);
  match_advisories(judges, report);
  require_distribution(report);
  sort_report(report);
  apply_policy(judges.policy, report);
  report.status = status_of(report);
  return report;
}

Result<Report> scan(const ScanRequest& request, const Services& services) {
  auto contents = TRY(take_contents(request, services));
  services.progress.stage("matching", 0);
  return judge_contents(std::move(contents),
                        {request.generation, services.policy, request.at, request.repeatable});
}

}  // namespace lazaret::scan
