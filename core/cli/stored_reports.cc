// SPDX-License-Identifier: Apache-2.0
#include "core/cli/stored_reports.h"

#include <algorithm>

#include "core/base/fd.h"
#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/report/json_reader.h"

namespace lazaret::cli {
namespace {

bool is_named(const Finding& finding, const std::string& name) {
  return finding.id == name || finding.fingerprint == name || std::ranges::count(finding.aliases, name) > 0;
}

}  // namespace

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

Result<std::vector<std::size_t>> find_findings(const StoredReport& stored, const std::string& name) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < stored.report.findings.size(); ++i)
    if (name.empty() || is_named(stored.report.findings[i], name)) found.push_back(i);
  if (found.empty())
    return make_error(ErrorCode::NotFound, name.empty()
                                               ? stored.path + " has no findings"
                                               : "no finding of " + stored.path +
                                                     " has the id, alias or fingerprint \"" + name + "\"");
  return found;
}

std::string heading(const Finding& finding) {
  std::string out = finding.id;
  if (!finding.package.empty()) out += " in " + finding.package;
  if (!finding.location.path.empty()) out += " at /" + printable_path(finding.location.path);
  return out + " (" + finding.fingerprint + ")";
}

}  // namespace lazaret::cli
