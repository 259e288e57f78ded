// SPDX-License-Identifier: Apache-2.0
#include "core/cli/progress_line.h"

#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <string>
#include <thread>

#include "core/base/text.h"

namespace lazaret::cli {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kQuietAtFirst{1000};
constexpr std::chrono::milliseconds kBetween{100};
constexpr std::uint64_t kBytesFrom = 100'000;  // totals above are bytes, below are jobs

class NoProgress : public scan::Progress {
 public:
  void stage(std::string_view, std::uint64_t) override {}
  void advance(std::uint64_t) override {}
  void note(std::string_view) override {}
};

class VerboseProgress : public scan::Progress {
 public:
  void stage(std::string_view what, std::uint64_t) override {
    const std::lock_guard guard(mutex_);
    const auto now = Clock::now();
    say(what_ + " took " +
        std::to_string(std::chrono::ceil<std::chrono::milliseconds>(now - since_).count()) + " ms");
    what_ = what;
    since_ = now;
  }
  void advance(std::uint64_t) override {}
  void note(std::string_view text) override {
    const std::lock_guard guard(mutex_);
    say(text);
  }

 private:
  static void say(std::string_view text) {
    std::fprintf(stderr, "lazaret: %s\n", escape_for_terminal(text).c_str());
  }

  std::mutex mutex_;  // guards all below
  std::string what_ = "opening";
  Clock::time_point since_ = Clock::now();
};

// A thread of its own shows what there is to show: a stage in which nothing happens for a minute is seen too.
class LineProgress : public scan::Progress {
 public:
  explicit LineProgress(bool rewrite) : rewrite_(rewrite) {}
  ~LineProgress() override {
    ticker_.request_stop();
    ticker_.join();
    if (rewrite_ && shown_) std::fputs("\r\x1b[K", stderr);
  }
  LineProgress(const LineProgress&) = delete;
  LineProgress& operator=(const LineProgress&) = delete;

  void stage(std::string_view what, std::uint64_t total) override {
    const std::lock_guard guard(mutex_);
    what_ = what;
    total_ = total;
    done_ = 0;
    is_new_ = true;
  }
  void advance(std::uint64_t amount) override {
    const std::lock_guard guard(mutex_);
    done_ += amount;
  }
  void note(std::string_view) override {}

 private:
  void tick(const std::stop_token& stop) {
    std::unique_lock guard(mutex_);
    for (auto pause = kQuietAtFirst;
         !wakes_.wait_for(guard, stop, pause, [&] { return stop.stop_requested(); }); pause = kBetween)
      if (rewrite_ || is_new_) show();
  }
  void show() {
    is_new_ = false;
    shown_ = true;
    std::fprintf(stderr, rewrite_ ? "\r\x1b[Klazaret: %s" : "lazaret: %s\n", text().c_str());
  }
  std::string text() const {
    if (total_ == 0) return what_;
    if (total_ < kBytesFrom) return what_ + " " + std::to_string(done_) + " of " + std::to_string(total_);
    return what_ + " " + format_bytes(done_) + " of " + format_bytes(total_);
  }

  const bool rewrite_;
  std::mutex mutex_;  // guards all below
  std::string what_ = "opening";
  std::uint64_t total_ = 0;
  std::uint64_t done_ = 0;
  bool is_new_ = true;  // the stage has not been shown
  bool shown_ = false;
  std::condition_variable_any wakes_;
  std::jthread ticker_{[this](const std::stop_token& stop) { tick(stop); }};  // last: it uses all others
};

}  // namespace

ProgressStyle progress_style(std::string_view flag, bool quiet, bool verbose) {
  if (quiet) return ProgressStyle::None;
  if (verbose) return ProgressStyle::Verbose;
  if (flag == "none") return ProgressStyle::None;
  if (flag == "plain") return ProgressStyle::Plain;
  const char* terminal = std::getenv("TERM");
  const bool dumb = terminal == nullptr || std::string_view(terminal) == "dumb";
  return ::isatty(STDERR_FILENO) == 1 && !dumb && std::getenv("CI") == nullptr ? ProgressStyle::Rewrite
                                                                               : ProgressStyle::None;
}

std::unique_ptr<scan::Progress> make_progress(ProgressStyle style) {
  if (style == ProgressStyle::None) return std::make_unique<NoProgress>();
  if (style == ProgressStyle::Verbose) return std::make_unique<VerboseProgress>();
  return std::make_unique<LineProgress>(style == ProgressStyle::Rewrite);
}

}  // namespace lazaret::cli
