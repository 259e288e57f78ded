// SPDX-License-Identifier: Apache-2.0
#include "core/cli/progress_line.h"

#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <string>

#include "core/base/text.h"

namespace lazaret::cli {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kQuietAtFirst = std::chrono::seconds(1);
constexpr auto kBetween = std::chrono::milliseconds(100);
constexpr std::uint64_t kBytesFrom = 100'000;  // totals above are bytes, below are jobs

class NoProgress : public scan::Progress {
 public:
  void stage(std::string_view, std::uint64_t) override {}
  void advance(std::uint64_t) override {}
};

class LineProgress : public scan::Progress {
 public:
  explicit LineProgress(bool rewrite) : rewrite_(rewrite) {}
  ~LineProgress() override {
    if (rewrite_ && shown_) std::fputs("\r\x1b[K", stderr);
  }
  LineProgress(const LineProgress&) = delete;
  LineProgress& operator=(const LineProgress&) = delete;

  void stage(std::string_view what, std::uint64_t total) override {
    const std::lock_guard guard(mutex_);
    what_ = what;
    total_ = total;
    done_ = 0;
    last_ = {};
    show();
  }
  void advance(std::uint64_t amount) override {
    const std::lock_guard guard(mutex_);
    done_ += amount;
    if (rewrite_) show();
  }

 private:
  void show() {
    const auto now = Clock::now();
    if (now - start_ < kQuietAtFirst || now - last_ < kBetween) return;
    last_ = now;
    shown_ = true;
    std::fprintf(stderr, rewrite_ ? "\r\x1b[Klazaret: %s" : "lazaret: %s\n", text().c_str());
  }
  std::string text() const {
    if (total_ == 0) return what_;
    if (total_ < kBytesFrom) return what_ + " " + std::to_string(done_) + " of " + std::to_string(total_);
    return what_ + " " + format_bytes(done_) + " of " + format_bytes(total_);
  }

  const bool rewrite_;
  const Clock::time_point start_ = Clock::now();
  std::mutex mutex_;  // guards all below
  std::string what_;
  std::uint64_t total_ = 0;
  std::uint64_t done_ = 0;
  Clock::time_point last_;
  bool shown_ = false;
};

}  // namespace

ProgressStyle progress_style(std::string_view flag, bool quiet) {
  if (quiet || flag == "none") return ProgressStyle::None;
  if (flag == "plain") return ProgressStyle::Plain;
  const char* terminal = std::getenv("TERM");
  const bool dumb = terminal == nullptr || std::string_view(terminal) == "dumb";
  return ::isatty(STDERR_FILENO) == 1 && !dumb && std::getenv("CI") == nullptr ? ProgressStyle::Rewrite
                                                                               : ProgressStyle::None;
}

std::unique_ptr<scan::Progress> make_progress(ProgressStyle style) {
  if (style == ProgressStyle::None) return std::make_unique<NoProgress>();
  return std::make_unique<LineProgress>(style == ProgressStyle::Rewrite);
}

}  // namespace lazaret::cli
