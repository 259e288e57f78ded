// SPDX-License-Identifier: Apache-2.0
#include "core/cli/stored_reports.h"

#include "core/base/fd.h"
#include "core/base/limits.h"
#include "core/report/json_reader.h"

namespace lazaret::cli {

Result<std::vector<StoredReport>> read_stored_reports(std::span<const std::string> paths) {
  const Limits limits;
  std::vector<StoredReport> out;
  for (const std::string& path : paths) {
    const std::string text = TRY(read_file(path, limits.report_bytes));
    Report report = TRY(report::read_json(text, path, limits));
    StoredReport stored{path, std::move(report), {}};
    stored.facts = {rules::facts_of_findings(stored.report), rules::facts_of_image(stored.report.image)};
    out.push_back(std::move(stored));
  }
  return out;
}

Result<std::vector<rules::StoredImage>> read_stored_images(std::span<const std::string> paths) {
  std::vector<rules::StoredImage> out;
  auto reports = TRY(read_stored_reports(paths));
  for (StoredReport& stored : reports) out.push_back(std::move(stored.facts));
  return out;
}

}  // namespace lazaret::cli
