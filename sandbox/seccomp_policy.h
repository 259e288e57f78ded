// SPDX-License-Identifier: Apache-2.0
// Which system calls each kind of worker may make, as tables, and the filter program made of them.
// Called by confinement.cc inside the worker, and by tests, which run the program over every call in user
// space. What is in no table traps: the worker says which call it was and dies. Calls with which a kernel is
// attacked kill at once.
#pragma once

#include <linux/filter.h>

#include <cstdint>
#include <span>
#include <vector>

namespace lazaret::sandbox {

enum class Policy { Unpack, Detect };

enum class CallAction : std::uint8_t {
  Allow,    // always
  AllowIf,  // when (argument & mask) == value, else trap
  KillIf,   // when (argument & mask) == value, else allow
  Refuse,   // fails with `value` as errno: calls that runtimes try and can do without
  Kill,
};

struct CallRule {
  int number;
  CallAction action = CallAction::Allow;
  std::uint8_t argument = 0;  // index; its low 32 bits are looked at, the mask says which
  std::uint32_t mask = 0;
  std::uint32_t value = 0;
};

std::span<const CallRule> rules_of(Policy policy);
std::span<const CallRule> common_rules();  // of both, before those of the policy

// The program for seccomp(2): foreign architectures and x32 are killed first. `process` may signal itself:
// abort().
std::vector<sock_filter> build_filter(Policy policy, int process);
// The init process of a jail: it waits for one child and says how that ended.
std::vector<sock_filter> build_init_filter();

}  // namespace lazaret::sandbox
