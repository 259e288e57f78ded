// SPDX-License-Identifier: Apache-2.0
#include "core/advisory/ranges.h"

#include <gtest/gtest.h>

namespace lazaret::advisory {
namespace {

using enum EventKind;

RangeVerdict verdict(const Range& range, std::string_view version) {
  const auto result = evaluate_range(range, version, *package::find_version_scheme("semver"));
  EXPECT_TRUE(result.has_value());
  return result.has_value() ? result.value() : RangeVerdict();
}

TEST(EvaluateRange, TakesEventsInTheOrderOfVersionsNotOfTheText) {
  const Range range{RangeKind::Semver,
                    {{Fixed, "2.1.0"}, {Introduced, "2.0.0"}, {Fixed, "1.5.0"}, {Introduced, "0"}}};
  EXPECT_TRUE(verdict(range, "0.1.0").affected);
  EXPECT_EQ(verdict(range, "0.1.0").fixed, "1.5.0");
  EXPECT_FALSE(verdict(range, "1.5.0").affected);
  EXPECT_EQ(verdict(range, "2.0.0").fixed, "2.1.0");
  EXPECT_FALSE(verdict(range, "2.1.0").affected);
}

TEST(EvaluateRange, IncludesLastAffectedAndNamesNoFix) {
  const Range range{RangeKind::Semver, {{Introduced, "1.0.0"}, {LastAffected, "1.2.0"}}};
  EXPECT_FALSE(verdict(range, "0.9.0").affected);
  EXPECT_TRUE(verdict(range, "1.2.0").affected);
  EXPECT_TRUE(verdict(range, "1.1.0").has_last_affected);
  EXPECT_TRUE(verdict(range, "1.1.0").fixed.empty());
  EXPECT_FALSE(verdict(range, "1.2.1").affected);
}

TEST(EvaluateRange, StopsAtTheLimit) {
  const Range range{RangeKind::Semver, {{Introduced, "0"}, {Limit, "2.0.0"}}};
  EXPECT_TRUE(verdict(range, "1.9.9").affected);
  EXPECT_FALSE(verdict(range, "2.0.0").affected);
}

TEST(EvaluateRange, FailsWhereAVersionCannotBeCompared) {
  const Range range{RangeKind::Semver, {{Introduced, "0"}, {Fixed, "not a version"}}};
  EXPECT_FALSE(evaluate_range(range, "1.0.0", *package::find_version_scheme("semver")).has_value());
}

}  // namespace
}  // namespace lazaret::advisory
