// SPDX-License-Identifier: Apache-2.0
// Each hostile detector in a real jail: the outcome, the next job, and what is left behind. Attacks are first
// shown to succeed without the jail.
#include <sys/wait.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>

#include "tests/hostile/jail_fixture.h"

namespace lazaret::sandbox {
namespace {

enum class Control { None, Succeeds };  // None: a crash or a waste, not an attack

struct Behaviour {
  const char* name;
  Control control;
  RunOutcome outcome;
  const char* word;           // of the detail
  const char* degraded_word;  // where it differs; null: the same
  int wall_seconds = 20;
};

void PrintTo(const Behaviour& behaviour, std::ostream* out) { *out << behaviour.name; }

using enum RunOutcome;
constexpr Behaviour kBehaviours[] = {
    {"noop", Control::Succeeds, Ok, "", nullptr},
    {"abort", Control::None, Crashed, "SIGABRT", nullptr},
    {"constructor", Control::None, Crashed, "SIGABRT", nullptr},
    {"recurse", Control::None, Crashed, "SIGSEGV", nullptr},
    {"spin", Control::None, Timeout, "CPU", nullptr},
    {"ignore_cpu_limit", Control::None, Timeout, "CPU", nullptr},
    {"sleep", Control::None, Timeout, "wall time", nullptr, 1},
    {"stop", Control::None, Timeout, "wall time", nullptr, 1},
    {"allocate", Control::None, OutOfMemory, "", nullptr},
    {"map_memory", Control::None, OutOfMemory, "SIGABRT", nullptr},
    {"flood", Control::None, OutputLimit, "", nullptr},
    {"exit0", Control::None, ProtocolError, "end frame", nullptr},
    {"garbage", Control::None, ProtocolError, "", nullptr},
    {"close_results", Control::None, ProtocolError, "end frame", nullptr},
    {"open_passwd", Control::Succeeds, PluginError, "ENOENT", "EACCES"},
    {"open_many", Control::Succeeds, PluginError, "EMFILE", nullptr},
    {"directories", Control::None, PluginError, "ENOTDIR", nullptr},
    {"write_file", Control::Succeeds, Violation, "openat", nullptr},
    {"memory_file", Control::Succeeds, Violation, "memfd_create", nullptr},
    {"shared_memory", Control::Succeeds, Violation, "mmap", nullptr},
    {"make_code", Control::Succeeds, PluginError, "EACCES", nullptr},
    {"raise_limits", Control::Succeeds, Violation, "prlimit", nullptr},
    {"connect", Control::Succeeds, Violation, "socket", nullptr},
    {"fork", Control::Succeeds, Violation, "clone", nullptr},
    {"daemonize", Control::Succeeds, Violation, "fork", nullptr},
    {"thread", Control::Succeeds, Violation, "clone(CLONE_VM|", nullptr},
    {"exec", Control::Succeeds, Violation, "execve", nullptr},
    {"signal_group", Control::Succeeds, Violation, "kill", nullptr},
    {"trace", Control::Succeeds, Violation, "kills at once", nullptr},
#if defined(__x86_64__)
    {"old_calls", Control::Succeeds, Violation, "kills at once", nullptr},
#endif
};

bool succeeds_without_a_jail(const std::string& name) {
  const auto command = from_environment("LAZARET_HOSTILE_CONTROL") + " " +
                       from_environment("LAZARET_HOSTILE_PLUGINS") + "/" + name + ".so";
  return std::system(command.c_str()) == 0;
}

class HostileDetector : public Jail, public ::testing::WithParamInterface<Behaviour> {};

TEST_P(HostileDetector, IsContained) {
  const auto& expected = GetParam();
  if (expected.control == Control::Succeeds) {
    ASSERT_TRUE(succeeds_without_a_jail(expected.name)) << "the attack does not work even without a jail";
  }
  const bool degraded = hostile_mode() == "degraded";
  const std::string word =
      degraded && expected.degraded_word != nullptr ? expected.degraded_word : expected.word;
  const auto result = run_hostile(*runner_, expected.name, expected.wall_seconds);
  EXPECT_EQ(to_string(result.outcome.status), to_string(expected.outcome)) << result.outcome.detail;
  EXPECT_NE(result.outcome.detail.find(word), std::string::npos) << result.outcome.detail;
  EXPECT_EQ(result.outcome.isolation, degraded ? Isolation::Degraded : Isolation::Full);
  expect_no_jail_left();
  const auto next = run_hostile(*runner_, "noop");
  EXPECT_TRUE(next.outcome.ok()) << "the next job: " << next.outcome.detail;
}

INSTANTIATE_TEST_SUITE_P(Jail, HostileDetector, ::testing::ValuesIn(kBehaviours),
                         [](const auto& tested) { return std::string(tested.param.name); });

// What a degraded jail cannot hide: that a file is there, and its metadata.
TEST_F(Jail, HidesTheNamesOfTheHostsFiles) {
  ASSERT_TRUE(succeeds_without_a_jail("stat_passwd"));
  const auto result = run_hostile(*runner_, "stat_passwd");
  if (hostile_mode() == "degraded") {
    EXPECT_TRUE(result.outcome.ok()) << "degraded jails hide names now: correct the threat model";
    GTEST_SKIP() << "names and metadata of the host's files are seen in degraded jails";
  }
  EXPECT_EQ(result.outcome.detail.find("ENOENT") != std::string::npos, true) << result.outcome.detail;
}

TEST_F(Jail, DegradedIsRefusedWithoutConsent) {
  if (hostile_mode() != "degraded") GTEST_SKIP() << "full jails can be had in this mode";
  const auto refused = JailRunner::start(hostile_options(false));
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ErrorCode::Denied);
  EXPECT_NE(refused.error().message.find("namespaces"), std::string::npos) << refused.error().message;
}

TEST_F(Jail, TellsWhatItCosts) {
  std::vector<double> milliseconds;
  for (int i = 0; i < 100; ++i) {
    const auto begun = std::chrono::steady_clock::now();
    ASSERT_TRUE(run_hostile(*runner_, "noop").outcome.ok());
    milliseconds.push_back(
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun).count());
  }
  std::sort(milliseconds.begin(), milliseconds.end());
  std::printf("no-op detect job: p50 %.2f ms, p90 %.2f ms (mode %s)\n", milliseconds[50], milliseconds[90],
              runner_->status().mode.c_str());
}

}  // namespace
}  // namespace lazaret::sandbox
