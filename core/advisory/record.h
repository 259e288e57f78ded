// SPDX-License-Identifier: Apache-2.0
// One OSV record as values: what of its JSON a generation keeps.
// Called by the importer for every record of a feed. The JSON is downloaded data: a record that cannot be
// understood is an error that names why; a package in it that cannot is left out with the whole record, never
// silently. Source: OSV schema 1.7.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/advisory/ecosystems.h"
#include "core/advisory/ranges.h"
#include "core/base/json.h"

namespace lazaret::advisory {

struct AffectedEvent {
  EventKind kind = EventKind::Introduced;
  std::string version;
};

struct AffectedRange {
  RangeKind kind = RangeKind::Ecosystem;
  std::vector<AffectedEvent> events;
};

// One package of one ecosystem; for SUSE one binary package of those that its entry lists.
struct AffectedPackage {
  std::string ecosystem;  // with release: "Debian:12"
  std::string name;       // normalized
  Subject subject = Subject::Name;
  std::vector<AffectedRange> ranges;
  std::vector<std::string> versions;
  std::string status;  // the feed's word: "end-of-life", "fix-not-planned"
  bool module_build = false;
};

struct OsvRecord {
  std::string id;
  std::int64_t published = 0;  // unix seconds; 0 where the record has none
  std::int64_t modified = 0;
  bool withdrawn = false;
  bool is_security = true;                   // false: an erratum of another kind that names no CVE
  std::vector<std::string> vulnerabilities;  // sorted CVE ids; empty: the record is its own vulnerability
  std::vector<std::string> aliases;          // sorted, without CVE ids and its own id
  std::vector<std::string> vectors;          // CVSS vectors
  std::vector<std::string> cwes;             // sorted: "CWE-79"
  std::string word;                          // severity word, lower case
  std::string word_source;
  std::vector<std::string> modules;  // module streams that the title names
  std::string title;
  std::string details;
  std::vector<std::string> references;
  std::vector<AffectedPackage> affected;
};

Result<OsvRecord> read_record(const Json& json);

}  // namespace lazaret::advisory
