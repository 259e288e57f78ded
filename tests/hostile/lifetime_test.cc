// SPDX-License-Identifier: Apache-2.0
// Who may die when: a supervisor or a launcher killed in the middle of a job leaves nothing running, and
// nobody waits for the dead.
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <thread>

#include "tests/hostile/jail_fixture.h"

namespace lazaret::sandbox {
namespace {

constexpr int kPatienceMs = 5000;

std::vector<Fd> handles_of(const std::vector<Process>& processes) {
  std::vector<Fd> handles;
  for (const auto& process : processes)
    handles.emplace_back(static_cast<int>(::syscall(SYS_pidfd_open, process.id, 0)));
  return handles;
}

bool has_ended(const Fd& handle) {
  pollfd ended{handle.get(), POLLIN, 0};
  return ::poll(&ended, 1, kPatienceMs) == 1;
}

TEST_F(Jail, RunsSixtyFourJobsAtOnce) {
  std::atomic<int> held{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 64; ++i)
    threads.emplace_back([&] {
      const auto outcome = run_hostile(*runner_, "noop", 60).outcome;
      EXPECT_TRUE(outcome.ok()) << to_string(outcome.status) << ": " << outcome.detail;
      held += outcome.ok() ? 1 : 0;
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(held, 64);
}

TEST_F(Jail, ALauncherThatIsKilledTakesItsJobsAlong) {
  Outcome outcome;
  std::thread asker([&] { outcome = run_hostile(*runner_, "sleep", 60).outcome; });
  EXPECT_GT(await_process(::getpid(), kWorkerName), 0) << "no worker; its job: " << outcome.detail;
  const auto handles = handles_of(processes_below(::getpid()));
  const auto begun = std::chrono::steady_clock::now();
  ::kill(await_process(::getpid(), kLauncherName), SIGKILL);
  asker.join();
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::milliseconds(kPatienceMs));
  EXPECT_EQ(to_string(outcome.status), "setup_error") << outcome.detail;
  for (const auto& handle : handles) EXPECT_TRUE(has_ended(handle));
  const auto next = run_hostile(*runner_, "noop").outcome;
  EXPECT_EQ(to_string(next.status), "setup_error");
  EXPECT_FALSE(next.detail.empty());
}

TEST_F(Jail, ASupervisorThatIsKilledLeavesNothing) {
  RecordProperty("number", 48);
  auto started = make_pipe().take();  // before it the worker is one that lists its libraries
  const pid_t supervisor = ::fork();
  ASSERT_GE(supervisor, 0);
  if (supervisor == 0) {
    auto own = JailRunner::start(hostile_options(hostile_mode() == "degraded"));
    started.write.close();
    if (own.has_value()) run_hostile(**own, "sleep", 60);
    ::_exit(1);
  }
  started.write.close();
  std::array<std::byte, 1> nothing;
  (void)read_some(started.read, nothing);
  ASSERT_GT(await_process(supervisor, kWorkerName), 0);
  const auto below = processes_below(supervisor);
  EXPECT_GE(below.size(), 3u) << "launcher, init, worker; a keeper where there are cgroups";
  const auto handles = handles_of(below);
  ::kill(supervisor, SIGKILL);
  ::waitpid(supervisor, nullptr, 0);
  for (const auto& handle : handles) EXPECT_TRUE(has_ended(handle));
}

}  // namespace
}  // namespace lazaret::sandbox
