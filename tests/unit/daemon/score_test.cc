// SPDX-License-Identifier: Apache-2.0
// The secure score: the published arithmetic by its published numbers, and what must hold for any counts.
#include "core/daemon/score/score.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace lazaret::daemon {
namespace {

const Control kSix{"x", "X", 6, FindingKind::Vulnerability};

std::vector<ControlCounts> only_vulnerabilities(ControlCounts counts) {
  std::vector<ControlCounts> all(controls().size());
  all[0] = counts;
  return all;
}

ControlCounts any_counts() {
  const auto count = rc::gen::inRange<std::uint64_t>(0, 1000);
  return {*count, *count, *count, *count};
}

TEST(SecureScore, SeventyEightResourcesOfWhichFourAreHealthy) {
  const auto score = score_control(kSix, {4, 74, 0, 0});
  EXPECT_NEAR(score.current, 0.31, 0.005);
  EXPECT_NEAR(score.potential, 5.69, 0.005);
}

TEST(SecureScore, TwentyNineOfSixtyPointsAreFortyEightPercent) {
  ScopeScore scope;
  scope.current = 29;
  scope.maximum = 60;
  EXPECT_EQ(static_cast<int>(scope.percent() + 0.5), 48);
}

TEST(SecureScore, ScopesWeighByTheirResourcesNotAlike) {
  const auto small = score_scope(only_vulnerabilities({10, 0, 0, 0}), 10);
  const auto large = score_scope(only_vulnerabilities({0, 90, 0, 0}), 90);
  EXPECT_NEAR(percent_of_all(std::vector{small, large}), 10, 1e-9);
}

TEST(SecureScore, WhatNobodyLookedForIsNotInTheMaximum) {
  const auto scope = score_scope(only_vulnerabilities({1, 1, 0, 0}), 2);
  EXPECT_EQ(scope.maximum, 6);
  EXPECT_NEAR(scope.percent(), 50, 1e-9);
  EXPECT_EQ(score_scope(only_vulnerabilities({0, 0, 0, 7}), 0).percent(), 0);
  EXPECT_EQ(percent_of_all({}), 0);
}

RC_GTEST_PROP(SecureScore, AnUnhealthyOrUnverifiedImageNeverRaisesIt, ()) {
  const auto before = any_counts();
  auto worse = before;
  (*rc::gen::arbitrary<bool>() ? worse.unhealthy : worse.unverified) += 1;
  RC_ASSERT(score_control(kSix, worse).current <= score_control(kSix, before).current);
}

RC_GTEST_PROP(SecureScore, SuppressingTheLastFindingOfAnImageNeverLowersIt, ()) {
  auto before = any_counts();
  before.unhealthy += 1;
  auto after = before;
  after.unhealthy -= 1;
  after.healthy += 1;
  RC_ASSERT(score_control(kSix, after).current >= score_control(kSix, before).current);
}

RC_GTEST_PROP(SecureScore, CurrentAndPotentialAreTheWhole, ()) {
  const auto counts = any_counts();
  const auto score = score_control(kSix, counts);
  if (score.counted) RC_ASSERT(std::abs(score.current + score.potential - 6) < 1e-9);
}

RC_GTEST_PROP(SecureScore, AFailedScanIsNoBetterThanAnUnhealthyImage, ()) {
  auto counts = any_counts();
  counts.unhealthy += 1;
  auto failed = counts;
  failed.unhealthy -= 1;
  failed.unverified += 1;
  RC_ASSERT(score_control(kSix, failed).current == score_control(kSix, counts).current);
}

}  // namespace
}  // namespace lazaret::daemon
