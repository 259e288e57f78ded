// SPDX-License-Identifier: Apache-2.0
// The filter programs, run in user space over every call, architecture and argument that matters, against
// reviewed tables in tests/golden/seccomp: what is shown there is what the kernel will do.
#include "sandbox/seccomp_policy.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include <cstring>

#include "sandbox/call_names.h"
#include "tests/support/golden.h"

namespace lazaret::sandbox {
namespace {

constexpr int kProcess = 4711;
constexpr int kLastCall = 600;
constexpr std::uint32_t kX32 = 0x40000000;

// The part of classic BPF that a seccomp filter may use; anything else fails the test.
std::uint32_t run(const std::vector<sock_filter>& program, const seccomp_data& data) {
  std::uint32_t accumulator = 0;
  for (std::size_t at = 0; at < program.size(); ++at) {
    const auto& step = program[at];
    switch (step.code) {
      case BPF_LD | BPF_W | BPF_ABS:
        std::memcpy(&accumulator, reinterpret_cast<const char*>(&data) + step.k, sizeof accumulator);
        break;
      case BPF_ALU | BPF_AND | BPF_K: accumulator &= step.k; break;
      case BPF_JMP | BPF_JEQ | BPF_K: at += accumulator == step.k ? step.jt : step.jf; break;
      case BPF_JMP | BPF_JGE | BPF_K: at += accumulator >= step.k ? step.jt : step.jf; break;
      case BPF_RET | BPF_K: return step.k;
      default: ADD_FAILURE() << "unknown instruction " << step.code; return 0;
    }
  }
  ADD_FAILURE() << "the program runs off its end";
  return 0;
}

std::uint32_t decide(const std::vector<sock_filter>& program, std::uint32_t number,
                     std::vector<std::uint64_t> arguments = {}, std::uint32_t arch = AUDIT_ARCH_X86_64) {
  seccomp_data data{static_cast<int>(number), arch, 0, {}};
  for (std::size_t i = 0; i < arguments.size(); ++i) data.args[i] = arguments[i];
  return run(program, data);
}

std::string word(std::uint32_t action) {
  switch (action & SECCOMP_RET_ACTION_FULL) {
    case SECCOMP_RET_ALLOW: return "allow";
    case SECCOMP_RET_TRAP: return "trap";
    case SECCOMP_RET_KILL_PROCESS: return "kill";
    case SECCOMP_RET_ERRNO: return "errno " + std::to_string(action & SECCOMP_RET_DATA);
    default: return "?";
  }
}

// Argument values that tell rules apart: each one in each of the first four places, high halves too.
std::vector<std::vector<std::uint64_t>> argument_classes() {
  const std::uint64_t values[] = {1,     2,          3,        4,          7,        31,
                                  0x10,  0x22,       O_CREAT,  O_TRUNC,    0x1000,   kProcess,
                                  ~0ull, 1ull << 32, O_APPEND, 020000000u, O_CLOEXEC};
  std::vector<std::vector<std::uint64_t>> classes{{0, 0, 0, 0, 0, 0}};
  for (std::size_t place = 0; place < 4; ++place)
    for (const auto value : values) {
      classes.push_back({0, 0, 0, 0, 0, 0});
      classes.back()[place] = value;
    }
  return classes;
}

std::string describe_class(const std::vector<std::uint64_t>& arguments) {
  char text[64] = "zero";
  for (std::size_t i = 0; i < arguments.size(); ++i)
    if (arguments[i] != 0)
      std::snprintf(text, sizeof text, "a%zu=0x%llx", i, static_cast<unsigned long long>(arguments[i]));
  return text;
}

// One line a call: what is decided with zero arguments, then every class that is decided otherwise.
std::string table_of(const std::vector<sock_filter>& program) {
  std::string table;
  int last_trapped = -2, first_trapped = -2;
  const auto close_range = [&] {
    if (first_trapped >= 0)
      table += std::to_string(first_trapped) + "-" + std::to_string(last_trapped) + " default\n";
    first_trapped = -2;
  };
  const auto classes = argument_classes();
  const auto otherwise = decide(program, 599);
  for (int number = 0; number <= kLastCall; ++number) {
    const auto plain = decide(program, static_cast<std::uint32_t>(number), classes[0]);
    std::string exceptions;
    for (const auto& arguments : classes)
      if (const auto action = decide(program, static_cast<std::uint32_t>(number), arguments); action != plain)
        exceptions += " [" + describe_class(arguments) + " " + word(action) + "]";
    if (plain == otherwise && exceptions.empty()) {
      if (first_trapped < 0) first_trapped = number;
      last_trapped = number;
      continue;
    }
    close_range();
    table += describe_call(number) + " " + word(plain) + exceptions + "\n";
  }
  close_range();
  return "default " + word(otherwise) + "\n" + table;
}

#if defined(__x86_64__)
TEST(SeccompPolicy, UnpackFilterIsAsReviewed) {
  support::expect_golden("seccomp/unpack-x86_64.txt", table_of(build_filter(Policy::Unpack, kProcess)));
}
TEST(SeccompPolicy, DetectFilterIsAsReviewed) {
  support::expect_golden("seccomp/detect-x86_64.txt", table_of(build_filter(Policy::Detect, kProcess)));
}
TEST(SeccompPolicy, InitFilterIsAsReviewed) {
  support::expect_golden("seccomp/init-x86_64.txt", table_of(build_init_filter()));
}

TEST(SeccompPolicy, ForeignArchitecturesAreKilledWhateverTheyCall) {
  for (const auto& program :
       {build_filter(Policy::Unpack, kProcess), build_filter(Policy::Detect, kProcess), build_init_filter()})
    for (std::uint32_t number = 0; number <= kLastCall; ++number) {
      EXPECT_EQ(decide(program, number, {}, AUDIT_ARCH_I386), SECCOMP_RET_KILL_PROCESS) << number;
      EXPECT_EQ(decide(program, number, {}, AUDIT_ARCH_AARCH64), SECCOMP_RET_KILL_PROCESS) << number;
      EXPECT_EQ(decide(program, number | kX32), SECCOMP_RET_KILL_PROCESS) << number;
    }
}

TEST(SeccompPolicy, NegativeNumbersAreKilled) {
  EXPECT_EQ(decide(build_filter(Policy::Detect, kProcess), 0xffffffff), SECCOMP_RET_KILL_PROCESS);
}
#endif

TEST(SeccompPolicy, UnpackMapsNoCodeAndOpensNothing) {
  const auto program = build_filter(Policy::Unpack, kProcess);
  for (const auto high : {std::uint64_t{0}, std::uint64_t{1} << 32}) {
    EXPECT_EQ(decide(program, SYS_mmap, {0, 4096, PROT_READ | high}), SECCOMP_RET_ALLOW);
    EXPECT_EQ(decide(program, SYS_mmap, {0, 4096, PROT_READ | PROT_EXEC | high}), SECCOMP_RET_TRAP);
    EXPECT_EQ(decide(program, SYS_mprotect, {0, 4096, PROT_EXEC | high}), SECCOMP_RET_TRAP);
  }
  EXPECT_EQ(decide(program, SYS_openat), SECCOMP_RET_TRAP);
}

TEST(SeccompPolicy, DetectOpensForReadingAlone) {
  const auto program = build_filter(Policy::Detect, kProcess);
  EXPECT_EQ(decide(program, SYS_openat, {0, 0, O_RDONLY | O_CLOEXEC}), SECCOMP_RET_ALLOW);
  for (const int flags : {O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, O_APPEND, O_TMPFILE})
    EXPECT_EQ(decide(program, SYS_openat, {0, 0, static_cast<std::uint64_t>(flags)}), SECCOMP_RET_TRAP)
        << flags;
}

TEST(SeccompPolicy, AProcessMaySignalItselfAlone) {
  const auto program = build_filter(Policy::Detect, kProcess);
  EXPECT_EQ(decide(program, SYS_tgkill, {kProcess, 1, 6}), SECCOMP_RET_ALLOW);
  EXPECT_EQ(decide(program, SYS_tgkill, {kProcess + 1, 1, 6}), SECCOMP_RET_TRAP);
  EXPECT_EQ(decide(program, SYS_kill, {kProcess, 9}), SECCOMP_RET_TRAP);
}

TEST(SeccompPolicy, NoCallHasTwoRules) {
  for (const auto policy : {Policy::Unpack, Policy::Detect}) {
    std::vector<int> numbers;
    for (const auto& rule : common_rules()) numbers.push_back(rule.number);
    for (const auto& rule : rules_of(policy)) numbers.push_back(rule.number);
    std::sort(numbers.begin(), numbers.end());
    EXPECT_EQ(std::adjacent_find(numbers.begin(), numbers.end()), numbers.end());
  }
}

}  // namespace
}  // namespace lazaret::sandbox
