// SPDX-License-Identifier: Apache-2.0
// The launcher and the runner when something runs out or is not as they expect: descriptors, disk, memory,
// readers, the clock. Every job ends, with a word that says why; what comes after it works.
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <fstream>
#include <functional>
#include <thread>

#include "core/image/view.h"
#include "tests/hostile/jail_fixture.h"

namespace {
std::atomic<long> clock_jump{0};
}

// In the place of the C library's, for this program: the time of day jumps when a test says so.
extern "C" int clock_gettime(clockid_t clock, timespec* time) noexcept {
  const long result = ::syscall(SYS_clock_gettime, clock, time);
  if (result == 0 && clock == CLOCK_REALTIME) time->tv_sec += clock_jump;
  return static_cast<int>(result);
}

namespace lazaret::sandbox {
namespace {

std::string word_of(const Outcome& outcome) {
  return std::string(to_string(outcome.status)) + ": " + outcome.detail;
}

// A supervisor of its own, in circumstances that cannot be undone; what it says is what `work` gives.
std::string in_another_supervisor(const std::function<std::string(JailRunner&)>& work,
                                  const std::function<bool()>& circumstances) {
  auto pipe = make_pipe().take();
  const pid_t child = ::fork();
  if (child == 0) {
    std::string said = "the circumstances could not be made";
    if (circumstances()) {
      auto runner = JailRunner::start(hostile_options(hostile_mode() == "degraded"));
      said = runner.has_value() ? work(**runner) : "start: " + runner.error().message;
    }
    (void)write_all(pipe.write, as_byte_span(said));
    ::_exit(0);
  }
  pipe.write.close();
  const auto said = read_whole(pipe.read, 64u << 10, "its word");
  int status = 0;
  ::waitpid(child, &status, 0);
  return !WIFEXITED(status) ? "ended by signal " + std::to_string(WTERMSIG(status))
         : said.has_value() ? *said
                            : "?";
}

class Scarcity : public Jail {};

TEST_F(Scarcity, AWorkerStoppedFromOutsideEndsInTime) {
  Outcome outcome;
  std::thread asker([&] { outcome = run_hostile(*runner_, "sleep", 2).outcome; });
  const auto worker = await_process(::getpid(), kWorkerName);
  EXPECT_TRUE(worker > 0 && ::kill(worker, SIGSTOP) == 0);
  asker.join();
  EXPECT_EQ(word_of(outcome), "timeout: wall time over 2 s");
}

TEST_F(Scarcity, ALauncherThatIsStoppedHoldsUpNobodyForEver) {
  const auto launcher = await_process(::getpid(), kLauncherName);
  ASSERT_EQ(::kill(launcher, SIGSTOP), 0);
  const auto outcome = run_hostile(*runner_, "noop", 1).outcome;
  ::kill(launcher, SIGCONT);
  EXPECT_EQ(word_of(outcome), "timeout: wall time over 1 s");
  EXPECT_EQ(word_of(run_hostile(*runner_, "noop").outcome), "ok: ");
}

// Nobody reads the results for a while: the worker waits, and what it said is judged all the same.
TEST_F(Scarcity, ResultsThatNobodyReadsAreWaitedFor) {
  auto pipe = make_pipe().take();
  const pid_t supervisor = ::fork();
  if (supervisor == 0) {
    auto own = JailRunner::start(hostile_options(hostile_mode() == "degraded"));
    const auto said = own.has_value() ? word_of(run_hostile(**own, "flood").outcome) : own.error().message;
    (void)write_all(pipe.write, as_byte_span(said));
    ::_exit(0);
  }
  pipe.write.close();
  await_process(supervisor, kWorkerName);
  ::kill(supervisor, SIGSTOP);
  ::usleep(
      100'000);  // enough or not: the outcome is the same, and the worker fills its pipe in a tenth of that
  ::kill(supervisor, SIGCONT);
  const auto said = read_whole(pipe.read, 4096, "its word").take();
  ::waitpid(supervisor, nullptr, 0);
  EXPECT_EQ(said.substr(0, 12), "output_limit") << said;
}

TEST_F(Scarcity, ASupervisorWithoutDescriptorsSaysSo) {
  const auto plugin = PluginFile::open(plugin_path("noop")).take();
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  int refused = 0, held = 0;
  for (rlim_t more = 0; more < 40; ++more) {
    Image image{image::View::merge({}, {}, Limits{}).take().file, {}};
    const auto next = static_cast<rlim_t>(duplicate_of(0).take().get());
    const rlimit few{next + more, files.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &few);
    const auto outcome = run_opened(*runner_, plugin, std::move(image), 20).outcome;
    ::setrlimit(RLIMIT_NOFILE, &files);
    held += outcome.ok() ? 1 : 0;
    if (outcome.ok()) continue;
    ++refused;
    EXPECT_EQ(to_string(outcome.status), "setup_error") << outcome.detail;
    EXPECT_NE(outcome.detail.find("open files"), std::string::npos) << outcome.detail;
  }
  EXPECT_GT(refused, 0);
  EXPECT_GT(held, 0);
}

TEST_F(Scarcity, ALauncherWithoutDescriptorsLosesNoJob) {
  const auto said = in_another_supervisor(
      [](JailRunner& runner) {
        const auto plugin = PluginFile::open(plugin_path("noop")).take();
        std::atomic<int> told{0}, late{0};
        std::vector<std::thread> threads;
        for (int i = 0; i < 80; ++i)
          threads.emplace_back([&] {
            auto view = image::View::merge({}, {}, Limits{});
            if (!view.has_value()) return void(++told);
            const auto outcome = run_opened(runner, plugin, {std::move(view->file), {}}, 20).outcome;
            ++(outcome.status == RunOutcome::Timeout ? late : told);
          });
        for (auto& thread : threads) thread.join();
        const auto next = run_hostile(runner, "noop").outcome;
        return std::to_string(told) + " told, " + std::to_string(late) + " late, then " + word_of(next);
      },
      [] {
        const rlimit few{260, 260};  // a worker's own limit is 256
        return ::setrlimit(RLIMIT_NOFILE, &few) == 0;
      });
  EXPECT_EQ(said, "80 told, 0 late, then ok: ");
}

TEST_F(Scarcity, AFullDiskIsTold) {
  if (hostile_mode() != "root") GTEST_SKIP() << "a small disk needs root";
  char directory[] = "/tmp/lazaret-disk-XXXXXX";
  ASSERT_NE(::mkdtemp(directory), nullptr);
  const auto said = in_another_supervisor(
      [&](JailRunner& runner) {
        const std::string path = directory + std::string("/layer");
        const auto layer = layer_with_file("full", std::string(900'000, 'x'));
        auto output = open_file(path, O_RDWR | O_CREAT, 0600).take();
        const auto full = unpack_bytes(runner, layer, std::move(output), {}).outcome;
        const auto next = unpack_bytes(runner, layer, make_memory_file("layer").take(), {}).outcome;
        return word_of(full) + "; " + word_of(next);
      },
      [&] {
        return ::unshare(CLONE_NEWNS) == 0 &&
               ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
               ::mount("full", directory, "tmpfs", 0, "size=64k") == 0;
      });
  ::rmdir(directory);
  EXPECT_EQ(said.substr(0, 12), "plugin_error") << said;
  EXPECT_NE(said.find("No space left"), std::string::npos) << said;
  EXPECT_TRUE(said.ends_with("; ok: ")) << said;
}

// Less address space than a jail wants to give its worker: no jail is made with other limits than asked for.
TEST_F(Scarcity, ShortMemoryIsTold) {
  const auto said =
      in_another_supervisor([](JailRunner& runner) { return word_of(run_hostile(runner, "noop").outcome); },
                            [] {
                              const rlimit little{256u << 20, 256u << 20};
                              return ::setrlimit(RLIMIT_AS, &little) == 0;
                            });
  EXPECT_TRUE(said.starts_with("setup_error: jail stage limits") || said.starts_with("start: ")) << said;
}

TEST_F(Scarcity, AJumpOfTheClockMovesNoDeadline) {
  using std::chrono::system_clock;
  constexpr long kYear = 365l * 24 * 3600;
  const auto before = system_clock::now();
  Outcome late, held;
  for (const long jump : {kYear, -kYear}) {
    clock_jump = 0;
    std::thread asker([&] { late = run_hostile(*runner_, "sleep", 1).outcome; });
    await_process(::getpid(), kWorkerName);
    clock_jump = jump;
    held = run_hostile(*runner_, "noop").outcome;
    EXPECT_GT(std::chrono::abs(system_clock::now() - before), std::chrono::hours(24))
        << "the clock did not jump";
    asker.join();
    EXPECT_EQ(word_of(held), "ok: ");
    EXPECT_EQ(word_of(late), "timeout: wall time over 1 s");
    EXPECT_LT(late.wall_ms, 60'000u);
    EXPECT_GE(late.wall_ms, 1'000u);
  }
  clock_jump = 0;
}

}  // namespace
}  // namespace lazaret::sandbox
