// SPDX-License-Identifier: Apache-2.0
// Lays records out as a generation file and publishes it. Called by build_generation alone.
// Equal calls in equal order give equal bytes. The file appears under its name whole and synced, or not at
// all: it is written under a temporary name beside it, synced, renamed, and the directory synced.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/advisory/layout.h"
#include "core/advisory/record.h"
#include "core/base/time.h"

namespace lazaret::advisory {

// What is known of a CVE beside the advisories.
struct CveFacts {
  std::optional<double> epss;
  std::optional<double> percentile;
  std::uint32_t kev_day = 0;  // days since 1970; 0: not in the catalogue
};

class GenerationWriter {
 public:
  Result<void> add(const OsvRecord& record);
  void set_cve(std::string_view id, const CveFacts& facts) { cves_[std::string(id)].facts = facts; }
  // `info`: the JSON of section kInfo.
  Result<void> publish(const std::string& path, std::string info, Instant built, bool sample);

 private:
  struct PendingEntry {
    std::uint32_t ecosystem;
    std::uint32_t name;
    layout::Entry entry;
  };
  struct PendingText {
    std::uint32_t record;
    std::uint32_t first_entry;  // its package: texts of one package lie together
    std::string bytes;
  };
  struct PendingCve {
    CveFacts facts;
    std::vector<std::string> vectors;
  };

  Result<std::uint32_t> string(std::string_view text);
  Result<std::uint32_t> list(const std::vector<std::string>& texts);
  Result<std::uint32_t> ranges(const std::vector<AffectedRange>& ranges);
  Result<std::uint32_t> intern(std::string& section, std::unordered_map<std::string, std::uint32_t>& known,
                               std::string bytes);
  Result<void> add_entries(const OsvRecord& record, std::uint32_t number);
  Result<void> finish_cves(std::string& out);
  void finish_keys(std::array<std::string, layout::kSectionCount>& sections);
  Result<void> finish_texts(std::array<std::string, layout::kSectionCount>& sections);
  std::string_view text_at(std::uint32_t reference) const;

  std::string strings_ = std::string(2, '\0');
  std::string lists_ = std::string(4, '\0');
  std::string ranges_ = std::string(2, '\0');
  std::unordered_map<std::string, std::uint32_t> known_strings_;
  std::unordered_map<std::string, std::uint32_t> known_lists_;
  std::unordered_map<std::string, std::uint32_t> known_ranges_;
  std::vector<PendingEntry> entries_;
  std::vector<layout::Record> records_;
  std::vector<PendingText> texts_;
  std::map<std::string, PendingCve> cves_;
};

}  // namespace lazaret::advisory
