// SPDX-License-Identifier: Apache-2.0
// Compiled path globs of an AskSet (core/model/ask.h): which asks want this path?
// Called once an entry by the unpacker, the `dir` source, the supervisor and the detect worker. Paths are
// hostile bytes.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "core/model/ask.h"

namespace lazaret::image {

// True when one glob matches the whole path. The plain form, also the oracle of the compiled one in tests.
bool glob_matches(std::string_view glob, std::string_view path);

class AskMatcher {
 public:
  explicit AskMatcher(const AskSet& asks);
  AskMatcher(AskMatcher&&) noexcept;
  AskMatcher& operator=(AskMatcher&&) noexcept;
  ~AskMatcher();

  // Indexes into AskSet::asks whose globs match, ascending; valid until the next call.
  const std::vector<std::uint32_t>& matching(std::string_view path) const;

 private:
  struct Table;
  std::unique_ptr<Table> table_;
};

}  // namespace lazaret::image
