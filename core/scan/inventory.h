// SPDX-License-Identifier: Apache-2.0
// What a scan found in an image before any advisory is asked: packages, operating system, gaps, how the jobs
// went. Made by the detect stage, kept in the cache, matched by the scanner. Texts were validated by the
// wire; not true, only safe.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/model/package.h"
#include "core/model/report.h"

namespace lazaret::scan {

struct Inventory {
  std::vector<Package> packages;
  std::optional<OsRelease> os;
  std::vector<Gap> gaps;
  std::vector<Run> runs;
};

// What is kept beside a layer file.
struct LayerNotes {
  std::vector<Gap> gaps;
  Run run;
};

// Flat, checksummed; a change of form changes the version in it, and an old entry reads as an error (made
// again).
std::string encode(const Inventory& inventory);
std::string encode(const LayerNotes& notes);
Result<Inventory> decode_inventory(std::string_view bytes);
Result<LayerNotes> decode_layer_notes(std::string_view bytes);

}  // namespace lazaret::scan
