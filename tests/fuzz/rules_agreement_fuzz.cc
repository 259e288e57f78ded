// SPDX-License-Identifier: Apache-2.0
// The bytes choose a rule set, an image and findings out of the pools of the agreement test; both evaluators
// must agree. Run by tests/check; seeds: seeds/rules_agreement.py.
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "tests/unit/rules/agreement.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  lazaret::rules::Agreement agreement;
  lazaret::rules::compare_evaluators(lazaret::rules::Choices(std::span(data, size)), 1, 3, agreement);
  if (agreement.first_difference.empty()) return 0;
  std::fputs(agreement.first_difference.c_str(), stderr);
  std::abort();
}
