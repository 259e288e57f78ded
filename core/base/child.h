// SPDX-License-Identifier: Apache-2.0
// Starting a program of ours: absolute path, exact environment, exactly the descriptors given, always reaped.
// Called by the jail runner for the launcher, by the launcher for one question to the worker, and for
// credential helpers (core/base/program.h). Never for a jail. Trusts the program; see
// docs/decisions/0004-posix-spawn-for-helpers.md for why this is not Boost.Process.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/fd.h"
#include "core/base/result.h"

namespace lazaret {

// What become 0, 1 and 2 of a program; -1: inherited.
struct StandardStreams {
  int input = -1;
  int output = -1;
  int error = -1;
};

class Child {
 public:
  // `descriptors` become 3, 4, … of the program; 0, 1, 2 are `streams` and everything else is closed.
  // `program` is an absolute path; `arguments` do not hold the program's name. A failed exec is an error, not
  // a child.
  static Result<Child> start(const std::string& program, const std::vector<std::string>& arguments,
                             const std::vector<std::string>& environment, std::span<const int> descriptors,
                             const StandardStreams& streams = {});
  Child(Child&& other) noexcept : pid_(other.pid_), pidfd_(std::move(other.pidfd_)) { other.pid_ = -1; }
  Child& operator=(Child&&) = delete;
  ~Child();  // kills and reaps

  pid_t pid() const { return pid_; }
  // The status of waitpid(2), or nothing when `limit` has passed; asked again after the end it is an error.
  Result<std::optional<int>> wait(std::chrono::milliseconds limit);

 private:
  Child(pid_t pid, Fd pidfd) : pid_(pid), pidfd_(std::move(pidfd)) {}
  pid_t pid_ = -1;
  Fd pidfd_;
};

}  // namespace lazaret
