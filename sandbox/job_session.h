// SPDX-License-Identifier: Apache-2.0
// One job from request to reaped: sends it to the launcher, reads the worker's transcript, keeps the
// deadline. Called by JailRunner, one object a job, from the thread that asked. Trusts the launcher's
// replies, never the worker.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "core/base/fd.h"
#include "sandbox/launch_protocol.h"
#include "sandbox/outcome.h"
#include "sandbox/result_reader.h"
#include "sandbox/worker_watch.h"

namespace lazaret::sandbox {

struct SessionJob {
  LaunchRequest request;
  std::vector<Fd> descriptors;  // specification first, without result pipe and watch, which the session makes
  std::chrono::seconds wall{0};
  std::uint64_t memory_bytes = 0;
  bool full = true;    // a jail with namespaces
  std::string plugin;  // name of the plugin's file as a map shows it; empty: none
};

class JobSession {
 public:
  JobSession(const Fd& launcher, SessionJob job, Expectation expectation)
      : launcher_(launcher), job_(std::move(job)), reader_(std::move(expectation)) {}
  // Blocks until the jail is gone.
  Outcome run();
  Transcript& transcript() { return reader_.transcript(); }

 private:
  Result<void> request();
  void follow();
  void hear_worker();
  void hear_watch(short events);
  void hear_launcher();
  void check_memory();
  int next_wake_ms() const;
  void kill();
  void abandon();
  Outcome judge() const;
  void fill_receipt(Receipt& receipt) const;
  void judge_end(Outcome& outcome) const;
  void judge_signal(int signal, Outcome& outcome) const;
  void judge_exit(Outcome& outcome) const;

  const Fd& launcher_;
  SessionJob job_;
  ResultReader reader_;
  std::optional<WorkerWatch> watch_;
  std::optional<Violation> violation_;
  std::string watch_problem_;
  std::uint64_t over_memory_ = 0;  // what the watchdog saw
  Fd channel_;
  Fd results_;
  Fd pidfd_;
  LaunchReply reply_;
  bool finished_ = false;  // the launcher has said how it ended, or is gone
  bool launcher_lost_ = false;
  bool late_ = false;
  std::chrono::steady_clock::time_point looked_{};  // the watchdog
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

}  // namespace lazaret::sandbox
