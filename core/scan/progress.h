// SPDX-License-Identifier: Apache-2.0
// What a scan says while it runs. Implemented by commands (a line on standard error) and by tests.
// Calls come from several threads at once. Text may hold names from the image: implementations escape.
#pragma once

#include <cstdint>
#include <string_view>

namespace lazaret::scan {

class Progress {
 public:
  virtual ~Progress() = default;
  // A new stage: "unpacking 8 layers"; `total` in bytes or jobs, 0 when it cannot be known.
  virtual void stage(std::string_view what, std::uint64_t total) = 0;
  virtual void advance(std::uint64_t amount) = 0;
  // One job and how it went, or what was found in the cache: for whoever wants to know where the time went.
  virtual void note(std::string_view text) = 0;
};

}  // namespace lazaret::scan
