// SPDX-License-Identifier: Apache-2.0
// The supervisor's eye on one worker: takes the listener of its filter, reads from the kernel what holds it,
// lets it go on, and records the call that it is ended for. Called by job_session.cc, which polls `wanted()`.
// Trusts the kernel alone: no answer here depends on what the worker says.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include "core/base/fd.h"
#include "core/base/result.h"
#include "core/model/receipt.h"

namespace lazaret::sandbox {

// The worker's one packet on its watch socket, with the listener (and in degraded jails its own map)
// attached. The answer is one byte; the worker waits for it.
struct WatchWord {
  std::uint32_t magic = 0x4c5a5757;  // "WWZL"
  std::uint32_t listener = 0;        // 1: attached; 0: the kernel refused one (an outer filter has it)
};

class WorkerWatch {
 public:
  // `plugin` is the name of the plugin's file as a map shows it; empty for jobs without one.
  // `full`: a jail with namespaces.
  static Result<WorkerWatch> make(std::string plugin, bool full, Fd& worker_end);

  // To be polled for reading; -1: nothing more will come.
  int wanted() const { return greeted_ ? listener_.get() : socket_.get(); }
  bool greeted() const { return greeted_; }
  // Reads what holds the worker, and lets it go on if that is enough; an error says what is missing.
  Result<void> greet();
  // The call that is waiting for an answer, which it never gets: the worker is killed. Nothing: it died
  // first.
  std::optional<Violation> take_violation(bool loaded);
  void stop();

  const std::optional<KernelFacts>& facts() const { return facts_; }
  bool has_listener() const { return had_listener_; }
  pid_t process() const { return process_; }

 private:
  Result<void> check(const KernelFacts& facts) const;
  std::string read_map() const;

  std::string plugin_;
  bool full_ = true;
  Fd socket_, listener_, map_, handle_;
  pid_t process_ = -1;
  bool greeted_ = false;
  bool had_listener_ = false;
  std::optional<KernelFacts> facts_;
};

}  // namespace lazaret::sandbox
