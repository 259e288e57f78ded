// SPDX-License-Identifier: Apache-2.0
// System calls in named sets, as tables: what each set is for, and which calls with which arguments it holds.
// Policies are lists of sets (seccomp_policy.h). Called by the worker, by the supervisor to say which set
// would allow a call, and by tests. A call that is in no set of a policy goes to the supervisor.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace lazaret::sandbox {

enum class CallAction : std::uint8_t {
  Allow,    // always
  AllowIf,  // when (argument & mask) == value, else as if it stood in no set
  Refuse,   // fails with `value` as errno: calls that runtimes try and can do without
  Kill,     // at once, without a word: calls with which kernels are attacked
};

struct CallRule {
  int number;
  CallAction action = CallAction::Allow;
  std::uint8_t argument = 0;  // index; its low 32 bits are looked at, the mask says which
  std::uint32_t mask = 0;
  std::uint32_t value = 0;
};

enum class CallSet : std::uint8_t {
  Io,
  Memory,
  Process,
  Time,
  HandOver,
  Probes,
  NewOpen,
  Attacks,
  Output,
  PlainMemory,
  Loading,
  Runtime,
  Threads,
  Tree,
  TreeWriting,
  Init
};

struct NamedSet {
  CallSet id;
  std::string_view name;
  std::string_view purpose;
  std::span<const CallRule> rules;
  bool granted = false;  // only where a manifest asks for it and the operator grants it
};

std::span<const NamedSet> call_sets();  // in the order of CallSet
// The granted set that holds a call; empty where none does.
std::string_view grantable_set_with(int number);

// The newest call that the tables were reviewed against (Linux 6.18); what is above fails with ENOSYS.
inline constexpr int kNewestCall = 469;

}  // namespace lazaret::sandbox
