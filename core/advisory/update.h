// SPDX-License-Identifier: Apache-2.0
// Fetching the feeds from a mirror laid out as osv.dev's public bucket into a directory that build_generation
// reads. Called by `lazaret db update`. The mirror is not trusted: names in its list are checked, sizes
// limited, and a zip replaces the last good one only when it can be opened.
#pragma once

#include <string>
#include <vector>

#include "core/advisory/build.h"

namespace lazaret::advisory {

struct UpdateRequest {
  std::string mirror;  // "https://host/path", without a slash at the end
  // Keeps <Ecosystem>/all.zip, what came of a cut transfer, and the server's validators.
  std::string directory;
  std::string ca_file;  // PEM, for a mirror with a certificate of its own; empty: the system's authorities
  int tries = 4;        // of one file
  long stall_seconds = 30;
};

struct UpdateSummary {
  std::uint64_t fetched = 0;
  std::uint64_t unchanged = 0;
  std::vector<std::string> absent;     // listed by the mirror, but not there
  std::vector<BuildProblem> problems;  // feeds whose last good zip, if any, stays
};

// An error: no list of ecosystems could be had, the directory cannot be written, or another update is at work
// in it (Conflict).
Result<UpdateSummary> update_feeds(const UpdateRequest& request);

}  // namespace lazaret::advisory
