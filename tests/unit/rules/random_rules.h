// SPDX-License-Identifier: Apache-2.0
// Random rule sets, findings and images out of small pools, so that they meet. Called by the agreement test,
// its long form in tests/bench and the differential fuzzer, which hands in its own bytes.
#pragma once

#include <cstdint>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "rules/load.h"

namespace lazaret::rules {

// Where choices come from: a seed, or bytes until they end (then always the first choice).
class Choices {
 public:
  explicit Choices(std::uint64_t seed) : engine_(seed) {}
  explicit Choices(std::span<const std::uint8_t> bytes) : bytes_(bytes), from_bytes_(true) {}
  std::size_t below(std::size_t count);  // 0 to count - 1
  bool in(std::size_t chances) { return below(chances) == 0; }
  template <typename Pool>
  auto of(const Pool& pool) {
    return pool[below(std::size(pool))];
  }

 private:
  std::mt19937_64 engine_{0};
  std::span<const std::uint8_t> bytes_;
  bool from_bytes_ = false;
};

// One to three files of all layers; valid for a load at `at` but for rare pieces that the loader refuses.
std::vector<SourceFile> random_rules(Choices& choices, Instant at);
FindingFacts random_finding(Choices& choices, Instant at);
ImageFacts random_image(Choices& choices, Instant at);

}  // namespace lazaret::rules
