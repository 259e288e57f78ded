// SPDX-License-Identifier: Apache-2.0
// Gaps of one source, counted without end but kept only up to a bound: a hostile tree has any number of them.
// Filled by the walk and the stream of a directory, read by its image; thread-safe.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "core/model/package.h"

namespace lazaret::source {

class GapLog {
 public:
  // Kinds are literals of ours.
  void add(const std::string& kind, const std::string& subject, const std::string& reason);
  // The first of each kind, and one more that says how many were left out.
  std::vector<Gap> gaps() const;
  void clear();

 private:
  struct Kind {
    std::vector<Gap> kept;
    std::uint64_t count = 0;
  };
  mutable std::mutex mutex_;
  std::map<std::string, Kind> kinds_;
};

}  // namespace lazaret::source
