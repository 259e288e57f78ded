// SPDX-License-Identifier: Apache-2.0
// Each hostile detector in a real jail: the outcome, the next job, and what is left behind. Attacks are first
// shown to succeed without the jail.
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>

#include "tests/hostile/canaries.h"
#include "tests/hostile/cases.h"
#include "tests/hostile/control_run.h"
#include "tests/hostile/jail_fixture.h"

namespace lazaret::sandbox {

void PrintTo(const Case& tested, std::ostream* out) { *out << tested.name; }

namespace {

// The canaries come before the runner: what it and its children inherit is what a careless supervisor would
// leave.
class Hostile : public Jail, public ::testing::WithParamInterface<Case> {
 protected:
  void SetUp() override {
    tested_ = GetParam();
    RecordProperty("number", tested_.number);
    RecordProperty("word", tested_.denied ? std::string("denied ") + tested_.word : tested_.word);
    if (tested_.impossible != nullptr && tested_.impossible() != nullptr)
      GTEST_SKIP() << tested_.impossible();
    if (tested_.control == Control::Root && hostile_mode() != "root")
      GTEST_SKIP() << "without a jail it needs root";
    if (tested_.control == Control::Frames)
      Jail::SetUp();
    else
      show_without_jail();
  }
  void TearDown() override {
    if (!runner_) return;
    Jail::TearDown();
    EXPECT_EQ(::chdir("/"), 0);
    canaries_.reset();
  }

  void lay_out() {
    const uid_t user =
        tested_.control == Control::Itself || tested_.control == Control::Root ? ::geteuid() : control_user();
    canaries_.reset();
    canaries_ = std::make_unique<Canaries>(user, plugin_path(tested_.name));
    canaries_->note("mebibytes", "256");
    canaries_->lay_out();
  }

  void show_without_jail() {
    lay_out();
    if (tested_.control != Control::None) {
      const auto run = run_control(*canaries_, tested_.control);
      ASSERT_TRUE(succeeded(run)) << "the attack does not work even without a jail: " << run.end;
    }
    lay_out();
    ASSERT_EQ(::chdir(canaries_->image().c_str()), 0);
    Jail::SetUp();
  }
  bool succeeded(const ControlRun& run) const {
    const std::string canary = tested_.canary;
    if (!canary.empty()) return await_touched(canary, run.said);
    if (tested_.control == Control::Dies) return run.dead();
    if (tested_.control == Control::Hangs) return run.hangs;
    return tested_.control == Control::Stops ? run.stopped : run.worked;
  }
  // What a process left behind may take its time.
  bool await_touched(const std::string& canary, const std::string& said) const {
    for (int tries = 0; tries < 500; ++tries) {
      if (canaries_->touched(said).contains(canary)) return true;
      ::usleep(10'000);
    }
    return false;
  }

  DetectResult run() {
    if (!canaries_) return run_hostile(*runner_, tested_.name, tested_.wall_seconds);
    return run_plugin(*runner_, plugin_path(tested_.name), image_of(*runner_, canaries_->layer()),
                      tested_.wall_seconds);
  }

  void expect_end(const DetectResult& result) const {
    const auto& outcome = result.outcome;
    const bool degraded = hostile_mode() == "degraded";
    EXPECT_EQ(outcome.isolation, degraded ? Isolation::Degraded : Isolation::Full);
    if (tested_.denied) {
      EXPECT_TRUE(is_denial(outcome)) << to_string(outcome.status) << ": " << outcome.detail;
      return;
    }
    const auto status = degraded ? tested_.degraded_status : tested_.status;
    const std::string word = degraded ? tested_.degraded_word : tested_.word;
    EXPECT_EQ(to_string(outcome.status), to_string(status)) << outcome.detail;
    const auto text = status == RunOutcome::Ok ? said_by(result) : outcome.detail;
    EXPECT_NE(text.find(word), std::string::npos) << text.substr(0, 300);
  }
  // A call that is not there for it: told by its name, killed before anybody could tell, or failing with the
  // error that runtimes expect.
  bool is_denial(const Outcome& outcome) const {
    constexpr std::array<std::string_view, 3> kErrors{"EPERM", "ENOSYS", "ENOTTY"};
    if (outcome.status == RunOutcome::Violation)
      return outcome.detail.find(tested_.word) != std::string::npos ||
             outcome.detail.find("at once") != std::string::npos;
    return outcome.status == RunOutcome::PluginError &&
           std::find(kErrors.begin(), kErrors.end(), outcome.detail) != kErrors.end();
  }

  Case tested_;
  std::unique_ptr<Canaries> canaries_;
};

TEST_P(Hostile, IsContained) {
  if (tested_.control == Control::Frames) {
    const auto sound = run_hostile(*runner_, "frames").outcome;
    ASSERT_TRUE(sound.ok()) << "a sound transcript written by hand is not believed: " << sound.detail;
  }
  const auto result = run();
  expect_end(result);
  if (canaries_) {
    EXPECT_EQ(canaries_->touched(said_by(result)), std::set<std::string>()) << "touched";
  }
  expect_no_jail_left();
  const auto next = run_hostile(*runner_, "noop");
  EXPECT_TRUE(next.outcome.ok()) << "the next job: " << next.outcome.detail;
}

INSTANTIATE_TEST_SUITE_P(Jail, Hostile, ::testing::ValuesIn(hostile_cases().begin(), hostile_cases().end()),
                         [](const auto& tested) { return std::string(tested.param.name); });

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
