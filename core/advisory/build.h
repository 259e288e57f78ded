// SPDX-License-Identifier: Apache-2.0
// Building a generation from a directory laid out as osv.dev's public bucket is, with KEV and EPSS beside it.
// Called by `lazaret db build` and `db update`. Feeds are downloaded data: a damaged record, zip or file is
// named, counted and survived; nothing is published unless the whole file was written and synced (then by
// rename).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/base/time.h"

namespace lazaret::advisory {

struct BuildRequest {
  std::string osv_directory;  // <Ecosystem>/all.zip, or <Ecosystem>/*.json
  std::string kev_file;       // optional
  std::string epss_file;      // optional; plain or .gz
  std::string output;
  Instant built;        // stands in the file: equal inputs and instant give equal bytes
  bool sample = false;  // marks the generation as a sample (coverage never complete)
};

struct BuildProblem {
  std::string where;  // "npm/all.zip: GHSA-….json"
  std::string what;
};

struct BuildSummary {
  std::uint64_t records = 0;       // kept
  std::uint64_t withdrawn = 0;     // read, and left out
  std::uint64_t not_security = 0;  // errata of bug fixes and enhancements that name no CVE: left out
  std::uint64_t without_package =
      0;  // nothing in them that a package could match (ranges of commits): left out
  std::uint64_t damaged = 0;
  std::vector<BuildProblem> problems;  // the first 100
};

Result<BuildSummary> build_generation(const BuildRequest& request);

}  // namespace lazaret::advisory
