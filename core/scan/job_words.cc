// SPDX-License-Identifier: Apache-2.0
#include "core/scan/job_words.h"

#include "core/base/text.h"

namespace lazaret::scan {

std::string job_words(const Run& run) {
  return std::string(to_string(run.outcome)) + ", " + std::to_string(run.records) + " records, " +
         std::to_string(run.cpu_ms) + " ms of CPU in " + std::to_string(run.wall_ms) + " ms, " +
         format_bytes(run.peak_rss_kib * 1024) + (run.detail.empty() ? "" : ": " + run.detail);
}

}  // namespace lazaret::scan
