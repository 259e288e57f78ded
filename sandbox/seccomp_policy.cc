// SPDX-License-Identifier: Apache-2.0
#include "sandbox/seccomp_policy.h"

#include <linux/audit.h>
#include <linux/seccomp.h>
#include <sys/syscall.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>

namespace lazaret::sandbox {
namespace {

#if defined(__x86_64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
#else
#error "no seccomp policy for this architecture"
#endif
constexpr std::uint32_t kX32Bit = 0x40000000;
constexpr std::size_t kLinear = 4;  // rules that are compared one after another

using enum CallAction;

// Numbers are searched by halves: loading a filter runs it once for every number the kernel knows.
class Program {
 public:
  explicit Program(std::uint32_t otherwise) : otherwise_(otherwise) {
    load(offsetof(seccomp_data, arch));
    skip_unless_equal(kArchitecture, 1, 0);
    give(SECCOMP_RET_KILL_PROCESS);
    load(offsetof(seccomp_data, nr));
    give_from(kX32Bit, SECCOMP_RET_KILL_PROCESS);  // x32, and negative numbers
    give_from(kNewestCall + 1, SECCOMP_RET_ERRNO | ENOSYS);
  }

  std::vector<sock_filter> build(std::vector<CallRule> rules) && {
    std::sort(rules.begin(), rules.end(), [](const auto& a, const auto& b) { return a.number < b.number; });
    search(rules);
    return std::move(code_);
  }

 private:
  void search(std::span<const CallRule> rules) {
    if (rules.size() <= kLinear) {
      for (const auto& rule : rules) add(rule);
      return give(otherwise_);
    }
    const auto middle = rules.size() / 2;
    code_.push_back(
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, static_cast<std::uint32_t>(rules[middle].number), 0, 1));
    const auto jump = code_.size();
    code_.push_back(BPF_STMT(BPF_JMP | BPF_JA, 0));
    search(rules.first(middle));
    code_[jump].k = static_cast<std::uint32_t>(code_.size() - jump - 1);
    search(rules.subspan(middle));
  }
  void add(const CallRule& rule) {
    switch (rule.action) {
      case Allow: return add_plain(rule.number, SECCOMP_RET_ALLOW);
      case Kill: return add_plain(rule.number, SECCOMP_RET_KILL_PROCESS);
      case Refuse: return add_plain(rule.number, SECCOMP_RET_ERRNO | (rule.value & SECCOMP_RET_DATA));
      case AllowIf: return add_conditional(rule);
    }
  }
  void add_plain(int number, std::uint32_t action) {
    skip_unless_equal(static_cast<std::uint32_t>(number), 0, 1);
    give(action);
  }
  // The accumulator is lost, but every way through the block ends in a return.
  void add_conditional(const CallRule& rule) {
    skip_unless_equal(static_cast<std::uint32_t>(rule.number), 0, 5);
    load(static_cast<std::uint32_t>(offsetof(seccomp_data, args) + sizeof(std::uint64_t) * rule.argument));
    code_.push_back(BPF_STMT(BPF_ALU | BPF_AND | BPF_K, rule.mask));
    skip_unless_equal(rule.value, 0, 1);
    give(SECCOMP_RET_ALLOW);
    give(otherwise_);
  }
  void load(std::size_t offset) {
    code_.push_back(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset)));
  }
  void skip_unless_equal(std::uint32_t value, std::uint8_t if_equal, std::uint8_t if_not) {
    code_.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, if_equal, if_not));
  }
  void give_from(std::uint32_t least, std::uint32_t action) {
    code_.push_back(BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, least, 0, 1));
    give(action);
  }
  void give(std::uint32_t action) { code_.push_back(BPF_STMT(BPF_RET | BPF_K, action)); }

  std::uint32_t otherwise_;
  std::vector<sock_filter> code_;
};

std::vector<CallRule> rules_in(std::span<const CallSet> sets) {
  std::vector<CallRule> rules;
  for (const auto id : sets) {
    const auto& set = call_sets()[static_cast<std::size_t>(id)];
    rules.insert(rules.end(), set.rules.begin(), set.rules.end());
  }
  return rules;
}

}  // namespace

std::vector<CallSet> sets_of(const Policy& policy) {
  using enum CallSet;
  if (policy.name == PolicyName::Tree)
    return {Io, Memory, Process, Probes, Attacks, PlainMemory, CallSet::TreeWriting};
  std::vector<CallSet> sets{Io, Memory, Process, Time, HandOver, Probes, NewOpen, Attacks};
  if (policy.name == PolicyName::Unpack) sets.insert(sets.end(), {Output, PlainMemory});
  if (policy.name == PolicyName::Detect) sets.insert(sets.end(), {Loading, Runtime});
  if (policy.tree) sets.push_back(CallSet::Tree);
  if (policy.threads) sets.push_back(Threads);
  return sets;
}

std::vector<sock_filter> build_filter(const Policy& policy, int process, Unlisted unlisted) {
  auto rules = rules_in(sets_of(policy));
  rules.push_back({SYS_tgkill, AllowIf, 0, ~0u, static_cast<std::uint32_t>(process)});
  return Program(unlisted == Unlisted::Tell ? SECCOMP_RET_USER_NOTIF : SECCOMP_RET_KILL_PROCESS)
      .build(std::move(rules));
}

std::vector<sock_filter> build_init_filter() {
  constexpr CallSet kOne[] = {CallSet::Init};
  return Program(SECCOMP_RET_KILL_PROCESS).build(rules_in(kOne));
}

}  // namespace lazaret::sandbox
