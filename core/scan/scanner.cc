// SPDX-License-Identifier: Apache-2.0
#include "core/scan/scanner.h"

#include "core/advisory/matcher.h"
#include "core/package/purl.h"
#include "core/scan/inventory_stage.h"

namespace lazaret::scan {
namespace {

ImageInfo describe(const source::Image& image, const Inventory& inventory) {
  ImageInfo info = image.info();
  info.os = inventory.os;
  return info;
}

void name_packages(Inventory& inventory) {
  const OsRelease* os = inventory.os ? &*inventory.os : nullptr;
  for (auto& package : inventory.packages) package.purl = package::make_purl(package, os);
}

void match_advisories(const ScanRequest& request, Report& report) {
  if (request.generation == nullptr) {
    report.gaps.push_back(
        {"no_advisories", "database",
         "no advisories were given, so nothing was matched: run `lazaret db update`, or name a "
         "generation with --db",
         ""});
    return;
  }
  report.database = request.generation->info();
  const OsRelease* os = report.image.os ? &*report.image.os : nullptr;
  auto matched = advisory::match(*request.generation, os, report.packages, request.at);
  report.findings = std::move(matched.findings);
  std::move(matched.gaps.begin(), matched.gaps.end(), std::back_inserter(report.gaps));
}

}  // namespace

Result<Report> scan(const ScanRequest& request, const Services& services) {
  auto image = TRY(source::open_image(request.reference, request.open, services.runner));
  Inventory inventory = TRY(take_inventory(request, services, *image));
  name_packages(inventory);

  Report report;
  report.created = format_instant(request.at);
  report.repeatable = request.repeatable;
  report.image = describe(*image, inventory);
  report.packages = std::move(inventory.packages);
  report.gaps = std::move(inventory.gaps);
  report.runs = std::move(inventory.runs);
  services.progress.stage("matching", 0);
  match_advisories(request, report);
  sort_report(report);
  report.status = status_of(report);
  return report;
}

}  // namespace lazaret::scan
