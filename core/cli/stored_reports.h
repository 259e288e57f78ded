// SPDX-License-Identifier: Apache-2.0
// Reports on disk as what rules judge. Called by `lazaret rules explain|diff|stats|lint` and `lazaret vex`.
// The reports may come from anywhere: core/report/json_reader.h checks them.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/model/report.h"
#include "rules/tooling/lint.h"

namespace lazaret::cli {

struct StoredReport {
  std::string path;
  Report report;
  rules::StoredImage facts;  // in the order of report.findings
};

Result<std::vector<StoredReport>> read_stored_reports(std::span<const std::string> paths);
Result<std::vector<rules::StoredImage>> read_stored_images(std::span<const std::string> paths);

// Indexes of the findings with this id, alias or fingerprint; of all where `name` is empty. Error: none.
Result<std::vector<std::size_t>> find_findings(const StoredReport& stored, const std::string& name);
std::string heading(const Finding& finding);  // one line, to be escaped

}  // namespace lazaret::cli
