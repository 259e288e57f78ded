// SPDX-License-Identifier: Apache-2.0
// Both evaluators on as many random pairs as one likes: `rules-agreement [PAIRS [SEED]]`, 1,000,000 by
// default. Run by hand; unit-rules runs 20,000. Fails at the first difference and prints its rule set.
#include <cstdio>
#include <string>

#include "tests/unit/rules/agreement.h"

int main(int count, char** arguments) {
  const std::uint64_t pairs = count > 1 ? std::stoull(arguments[1]) : 1'000'000;
  const std::uint64_t seed = count > 2 ? std::stoull(arguments[2]) : 1;
  const auto agreement = lazaret::rules::compare_evaluators(pairs, seed);
  std::printf(
      "%llu rule sets (%llu refused by the loader), %llu pairs, %llu decisions (%llu unknown), %llu "
      "suppressed\n",
      static_cast<unsigned long long>(agreement.sets), static_cast<unsigned long long>(agreement.refused),
      static_cast<unsigned long long>(agreement.pairs), static_cast<unsigned long long>(agreement.decisions),
      static_cast<unsigned long long>(agreement.unknown),
      static_cast<unsigned long long>(agreement.suppressed));
  if (agreement.first_difference.empty()) return 0;
  std::printf("the evaluators differ:\n%s", agreement.first_difference.c_str());
  return 1;
}
