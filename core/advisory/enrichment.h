// SPDX-License-Identifier: Apache-2.0
// CISA's catalogue of known exploited vulnerabilities and FIRST's EPSS scores, joined to CVEs.
// Called by the importer. Both are downloaded data: a file that is none of these is an error, a bad row is
// counted. Sources: kev.schema.json of CISA; https://www.first.org/epss/data_stats (CSV, with or without a
// first comment line).
#pragma once

#include <map>
#include <string>

#include "core/advisory/generation_writer.h"
#include "core/base/result.h"
#include "core/model/report.h"

namespace lazaret::advisory {

using CveTable = std::map<std::string, CveFacts, std::less<>>;

struct CatalogueSummary {
  FeedInfo feed;                   // its name, the day it speaks of (empty: it does not say), and its rows
  std::uint64_t damaged_rows = 0;  // that could not be understood
};

Result<CatalogueSummary> read_kev(const std::string& path, CveTable& table);
Result<CatalogueSummary> read_epss(const std::string& path, CveTable& table);

}  // namespace lazaret::advisory
