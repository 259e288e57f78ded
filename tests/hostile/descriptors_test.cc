// SPDX-License-Identifier: Apache-2.0
// A supervisor that is short of descriptors: a job is done or refused with the reason, and never waited for.
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>

#include "core/image/view.h"
#include "tests/hostile/jail_fixture.h"

namespace lazaret::sandbox {
namespace {

constexpr int kMostFree = 24;
constexpr unsigned kPatienceSeconds = 60;

// No more than `free` descriptors can be opened from now on.
void leave_free(int free) {
  const int next = ::fcntl(0, F_DUPFD_CLOEXEC, 0);
  ::close(next);
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = static_cast<rlim_t>(next + free);
  ::setrlimit(RLIMIT_NOFILE, &files);
}

// 0: every job was done or refused, and with descriptors to spare one was done.
int run_short_of_descriptors() {
  auto runner = JailRunner::start(hostile_options(hostile_mode() == "degraded"));
  const auto plugin = PluginFile::open(from_environment("LAZARET_HOSTILE_PLUGINS") + "/noop.so");
  if (!runner.has_value() || !plugin.has_value()) return 2;
  int done = 0, refused = 0;
  for (int free = 0; free <= kMostFree; ++free) {
    DetectJob job;
    job.plugin = &*plugin;
    job.view = image::View::merge({}, {}, Limits{}).take().file;
    job.limits.job_wall = std::chrono::seconds(30);
    rlimit before{};
    ::getrlimit(RLIMIT_NOFILE, &before);
    leave_free(free);
    const auto outcome = (*runner)->detect(std::move(job)).outcome;
    ::setrlimit(RLIMIT_NOFILE, &before);
    if (outcome.ok()) ++done;
    if (outcome.status == RunOutcome::SetupError && !outcome.detail.empty()) ++refused;
    if (done + refused != free + 1) return std::puts(outcome.detail.c_str()), 3;
  }
  std::printf("%d done, %d refused\n", done, refused);
  return done > 0 && refused > 0 ? 0 : 4;
}

TEST_F(Jail, AFullDescriptorTableRefusesJobsAndHoldsNone) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::alarm(kPatienceSeconds);  // a job that is waited for for ever ends here
    const int code = run_short_of_descriptors();
    std::fflush(stdout);
    ::_exit(code);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
}

}  // namespace
}  // namespace lazaret::sandbox
