// SPDX-License-Identifier: Apache-2.0
// Each hostile detector in a real jail: the outcome, the next job, and what is left behind. Attacks are first
// shown to succeed without the jail. Programs and plugins are found through the environment, so that any user
// can run it.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>

#include "core/image/view.h"
#include "sandbox/jail_runner.h"

namespace lazaret::sandbox {
namespace {

std::string from_environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

SandboxOptions options() {
  const auto programs = from_environment("LAZARET_PROGRAMS");
  return {programs + "/lazaret-launcher", programs + "/lazaret-worker", false};
}

class Jail : public ::testing::Test {
 protected:
  void SetUp() override {
    auto started = JailRunner::start(options());
    ASSERT_TRUE(started.has_value()) << started.error().message;
    runner_ = started.take();
  }

  DetectResult run(const std::string& name) {
    auto plugin = PluginFile::open(from_environment("LAZARET_HOSTILE_PLUGINS") + "/" + name + ".so");
    if (!plugin.has_value()) {
      ADD_FAILURE() << plugin.error().message;
      return {};
    }
    DetectJob job;
    job.plugin = &*plugin;
    job.view = image::View::merge({}, {}, Limits{}).take().file;
    job.limits.job_memory_bytes = 128u << 20;
    job.limits.job_cpu = std::chrono::seconds(1);
    job.limits.job_wall = std::chrono::seconds(20);
    job.limits.output_bytes = 4u << 20;
    return runner_->detect(std::move(job));
  }

  void expect(const std::string& name, RunOutcome outcome, const std::string& word = "") {
    const auto result = run(name);
    EXPECT_EQ(to_string(result.outcome.status), to_string(outcome)) << name << ": " << result.outcome.detail;
    EXPECT_NE(result.outcome.detail.find(word), std::string::npos) << result.outcome.detail;
    const auto next = run("noop");
    EXPECT_TRUE(next.outcome.ok()) << "the job after " << name << ": " << next.outcome.detail;
  }

  static int control(const std::string& name) {
    const auto command = from_environment("LAZARET_HOSTILE_CONTROL") + " " +
                         from_environment("LAZARET_HOSTILE_PLUGINS") + "/" + name + ".so";
    return std::system(command.c_str());
  }

  std::unique_ptr<JailRunner> runner_;
};

TEST_F(Jail, RunsAHarmlessDetector) { expect("noop", RunOutcome::Ok); }
TEST_F(Jail, NamesTheSignalOfACrash) { expect("abort", RunOutcome::Crashed, "SIGABRT"); }
TEST_F(Jail, SurvivesACrashWhileLoading) { expect("constructor", RunOutcome::Crashed, "SIGABRT"); }
TEST_F(Jail, EndsASpinningDetector) { expect("spin", RunOutcome::Timeout, "CPU"); }
TEST_F(Jail, BoundsMemory) { expect("allocate", RunOutcome::OutOfMemory); }
TEST_F(Jail, BoundsOutput) { expect("flood", RunOutcome::OutputLimit); }
TEST_F(Jail, DoesNotTakeExitZeroForSuccess) { expect("exit0", RunOutcome::ProtocolError, "end frame"); }
TEST_F(Jail, RefusesGarbageOnTheWire) { expect("garbage", RunOutcome::ProtocolError); }

TEST_F(Jail, HidesTheHostsFiles) {
  ASSERT_EQ(control("open_passwd"), 0);
  expect("open_passwd", RunOutcome::Crashed, "SIGABRT");
}
TEST_F(Jail, HasNoSockets) {
  ASSERT_EQ(control("connect"), 0);
  expect("connect", RunOutcome::Violation, "socket");
}
TEST_F(Jail, HasNoOtherProcesses) {
  ASSERT_EQ(control("fork"), 0);
  expect("fork", RunOutcome::Violation, "clone");
}

TEST_F(Jail, TellsWhatItCosts) {
  std::vector<double> milliseconds;
  for (int i = 0; i < 100; ++i) {
    const auto begun = std::chrono::steady_clock::now();
    ASSERT_TRUE(run("noop").outcome.ok());
    milliseconds.push_back(
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun).count());
  }
  std::sort(milliseconds.begin(), milliseconds.end());
  std::printf("no-op detect job: p50 %.2f ms, p90 %.2f ms (mode %s)\n", milliseconds[50], milliseconds[90],
              runner_->status().mode.c_str());
}

}  // namespace
}  // namespace lazaret::sandbox
