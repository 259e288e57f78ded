// SPDX-License-Identifier: Apache-2.0
// The hostile suite in one mode: LAZARET_HOSTILE_MODE is root, unprivileged or degraded; by default what this
// user is. A mode of which nothing could be shown has failed. Results go to
// LAZARET_HOSTILE_RESULTS/<mode>.tsv.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <cstdio>
#include <memory>

#include "core/base/fd.h"
#include "tests/hostile/canaries.h"
#include "tests/hostile/jail_fixture.h"
#include "tests/hostile/results.h"

namespace {

// Opened while this process may still write there: it is about to become somebody else.
lazaret::Fd open_results(const std::string& directory, const std::string& mode) {
  auto file = lazaret::open_file(directory + "/" + mode + ".tsv", O_WRONLY | O_CREAT | O_TRUNC, 0644);
  return directory.empty() || !file.has_value() ? lazaret::Fd() : file.take();
}

}  // namespace

int main(int count, char** arguments) {
  using namespace lazaret::sandbox;
  testing::InitGoogleTest(&count, arguments);
  const auto mode = hostile_mode();
  const bool whole = testing::GTEST_FLAG(filter) == "*";
  auto results = whole ? open_results(from_environment("LAZARET_HOSTILE_RESULTS"), mode) : lazaret::Fd();
  if (const auto problem = enter_hostile_mode(); !problem.empty()) {
    std::printf("mode %s: %s\n", mode.c_str(), problem.c_str());
    return 77;  // meson: skipped
  }
  ::signal(SIGPIPE, SIG_IGN);  // as the commands do
  count_own_signals();
  testing::UnitTest::GetInstance()->listeners().Append(new ResultFile(std::move(results)));
  const int failed = RUN_ALL_TESTS();
  const auto& suite = *testing::UnitTest::GetInstance();
  std::printf("mode %s: %d held, %d skipped, %d failed\n", mode.c_str(), suite.successful_test_count(),
              suite.skipped_test_count(), suite.failed_test_count());
  return suite.successful_test_count() == 0 ? 1 : failed;
}
