// SPDX-License-Identifier: Apache-2.0
// The compiled evaluator says what the reference says, to the last word of the decision record; the order of
// files and names of equal rules changes nothing; ends of validity are exact to the second. The long form of
// the first (1,000,000 pairs) is tests/bench/rules_agreement.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/rules/agreement.h"
#include "tests/unit/rules/rules_fixture.h"

namespace lazaret::rules {
namespace {

TEST(Agreement, OfBothEvaluatorsOnRandomPairs) {
  const Agreement agreement = compare_evaluators(20'000, 1);
  EXPECT_EQ(agreement.first_difference, "");
  EXPECT_GE(agreement.pairs, 20'000u);
  // That they had something to agree on.
  EXPECT_LT(agreement.refused * 10, agreement.sets) << "most random sets must load";
  EXPECT_GT(agreement.decisions, agreement.pairs);
  EXPECT_GT(agreement.suppressed * 50, agreement.pairs);
  EXPECT_GT(agreement.unknown * 10, agreement.pairs);
}

}  // namespace
}  // namespace lazaret::rules
