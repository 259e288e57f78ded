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

namespace lazaret::advisory {

using CveTable = std::map<std::string, CveFacts, std::less<>>;

// The number of rows that could not be understood.
Result<std::uint64_t> read_kev(const std::string& path, CveTable& table);
Result<std::uint64_t> read_epss(const std::string& path, CveTable& table);

}  // namespace lazaret::advisory
