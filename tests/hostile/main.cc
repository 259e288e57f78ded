// SPDX-License-Identifier: Apache-2.0
// The hostile suite in one mode: LAZARET_HOSTILE_MODE is root, unprivileged or degraded; by default what this
// user is. A mode of which nothing could be shown has failed.
#include <gtest/gtest.h>

#include <cstdio>

#include "tests/hostile/jail_fixture.h"

int main(int count, char** arguments) {
  testing::InitGoogleTest(&count, arguments);
  if (const auto problem = lazaret::sandbox::enter_hostile_mode(); !problem.empty()) {
    std::printf("mode %s: %s\n", lazaret::sandbox::hostile_mode().c_str(), problem.c_str());
    return 77;  // meson: skipped
  }
  const int failed = RUN_ALL_TESTS();
  const auto& suite = *testing::UnitTest::GetInstance();
  std::printf("mode %s: %d held, %d skipped, %d failed\n", lazaret::sandbox::hostile_mode().c_str(),
              suite.successful_test_count(), suite.skipped_test_count(), suite.failed_test_count());
  return suite.successful_test_count() == 0 ? 1 : failed;
}
