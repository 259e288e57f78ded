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

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "sandbox/call_description.h"
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
      case BPF_JMP | BPF_JA: at += step.k; break;
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
    case SECCOMP_RET_USER_NOTIF: return "supervisor";
    case SECCOMP_RET_KILL_PROCESS: return "kill";
    case SECCOMP_RET_ERRNO: return ::strerrorname_np(static_cast<int>(action & SECCOMP_RET_DATA));
    default: return "?";
  }
}

// Argument values that tell rules apart: each one in each of the six places, high halves too.
std::vector<std::vector<std::uint64_t>> argument_classes() {
  const std::uint64_t values[] = {1,        2,          3,         4,      7,        31,       0x10,
                                  0x22,     O_CREAT,    O_TRUNC,   0x1000, kProcess, ~0ull,    1ull << 32,
                                  O_APPEND, 020000000u, O_CLOEXEC, 5,      0x3d0f00, 0x3d0f11, 0x01200011};
  std::vector<std::vector<std::uint64_t>> classes{{0, 0, 0, 0, 0, 0}};
  for (std::size_t place = 0; place < 6; ++place)
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
  const auto otherwise = decide(program, kNewestCall);
  for (int number = 0; number <= kNewestCall; ++number) {
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
    table += name_of_call(number) + " (" + std::to_string(number) + ") " + word(plain) + exceptions + "\n";
  }
  close_range();
  table += "above " + word(decide(program, kNewestCall + 1)) + "\n";
  return "default " + word(otherwise) + "\n" + table;
}

std::vector<sock_filter> filter_of(PolicyName name, bool threads = false, bool tree = false) {
  return build_filter({name, threads, tree}, kProcess, Unlisted::Tell);
}
std::vector<std::vector<sock_filter>> all_filters() {
  std::vector<std::vector<sock_filter>> all{build_init_filter()};
  for (const auto name : {PolicyName::Unpack, PolicyName::Detect, PolicyName::Tree})
    for (const bool granted : {false, true})
      for (const auto unlisted : {Unlisted::Tell, Unlisted::Kill})
        all.push_back(build_filter({name, granted, granted}, kProcess, unlisted));
  return all;
}

#if defined(__x86_64__)
TEST(SeccompPolicy, UnpackFilterIsAsReviewed) {
  support::expect_golden("seccomp/unpack-x86_64.txt", table_of(filter_of(PolicyName::Unpack)));
}
TEST(SeccompPolicy, DetectFilterIsAsReviewed) {
  support::expect_golden("seccomp/detect-x86_64.txt", table_of(filter_of(PolicyName::Detect)));
}
TEST(SeccompPolicy, DetectWithThreadsIsAsReviewed) {
  support::expect_golden("seccomp/detect-threads-x86_64.txt", table_of(filter_of(PolicyName::Detect, true)));
}
TEST(SeccompPolicy, DetectWithATreeIsAsReviewed) {
  support::expect_golden("seccomp/detect-tree-x86_64.txt",
                         table_of(filter_of(PolicyName::Detect, false, true)));
}
TEST(SeccompPolicy, TreeFilterIsAsReviewed) {
  const auto filter = build_filter({PolicyName::Tree}, kProcess, Unlisted::Kill);
  support::expect_golden("seccomp/tree-x86_64.txt", table_of(filter));
}
TEST(SeccompPolicy, InitFilterIsAsReviewed) {
  support::expect_golden("seccomp/init-x86_64.txt", table_of(build_init_filter()));
}

TEST(SeccompPolicy, ForeignArchitecturesAreKilledWhateverTheyCall) {
  for (const auto& program : all_filters())
    for (std::uint32_t number = 0; number <= kLastCall; ++number) {
      EXPECT_EQ(decide(program, number, {}, AUDIT_ARCH_I386), SECCOMP_RET_KILL_PROCESS) << number;
      EXPECT_EQ(decide(program, number, {}, AUDIT_ARCH_AARCH64), SECCOMP_RET_KILL_PROCESS) << number;
      EXPECT_EQ(decide(program, number | kX32), SECCOMP_RET_KILL_PROCESS) << number;
    }
}

TEST(SeccompPolicy, NegativeNumbersAreKilled) {
  EXPECT_EQ(decide(filter_of(PolicyName::Detect), 0xffffffff), SECCOMP_RET_KILL_PROCESS);
}
#endif

// Where the kernel has no listener for us the same calls are allowed, refused and killed, and the rest
// killed.
TEST(SeccompPolicy, WithoutAListenerNothingMoreIsAllowed) {
  const auto told = filter_of(PolicyName::Detect);
  const auto killed = build_filter({PolicyName::Detect, false}, kProcess, Unlisted::Kill);
  const auto classes = argument_classes();
  for (std::uint32_t number = 0; number <= kLastCall; ++number)
    for (const auto& arguments : classes) {
      const auto action = decide(told, number, arguments);
      const std::uint32_t expected = action == SECCOMP_RET_USER_NOTIF ? SECCOMP_RET_KILL_PROCESS : action;
      ASSERT_EQ(decide(killed, number, arguments), expected) << number;
    }
}

TEST(SeccompPolicy, CallsNewerThanTheTablesAreNotThere) {
  const auto program = filter_of(PolicyName::Detect);
  EXPECT_EQ(decide(program, kNewestCall), SECCOMP_RET_USER_NOTIF);
  EXPECT_EQ(decide(program, kNewestCall + 1), SECCOMP_RET_ERRNO | ENOSYS);
  EXPECT_EQ(decide(program, 1000), SECCOMP_RET_ERRNO | ENOSYS);
  EXPECT_EQ(decide(program, kX32 - 1), SECCOMP_RET_ERRNO | ENOSYS);
}

TEST(SeccompPolicy, UnpackMapsNoCodeAndOpensNothing) {
  const auto program = filter_of(PolicyName::Unpack);
  for (const auto high : {std::uint64_t{0}, std::uint64_t{1} << 32}) {
    EXPECT_EQ(decide(program, SYS_mmap, {0, 4096, PROT_READ | high}), SECCOMP_RET_ALLOW);
    EXPECT_EQ(decide(program, SYS_mmap, {0, 4096, PROT_READ | PROT_EXEC | high}), SECCOMP_RET_USER_NOTIF);
    EXPECT_EQ(decide(program, SYS_mprotect, {0, 4096, PROT_EXEC | high}), SECCOMP_RET_USER_NOTIF);
  }
  EXPECT_EQ(decide(program, SYS_openat), SECCOMP_RET_USER_NOTIF);
}

TEST(SeccompPolicy, DetectOpensForReadingAlone) {
  const auto program = filter_of(PolicyName::Detect);
  EXPECT_EQ(decide(program, SYS_openat, {0, 0, O_RDONLY | O_CLOEXEC}), SECCOMP_RET_ALLOW);
  for (const int flags : {O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, O_APPEND, O_TMPFILE})
    EXPECT_EQ(decide(program, SYS_openat, {0, 0, static_cast<std::uint64_t>(flags)}), SECCOMP_RET_USER_NOTIF)
        << flags;
}

TEST(SeccompPolicy, AProcessMaySignalItselfAlone) {
  const auto program = filter_of(PolicyName::Detect);
  EXPECT_EQ(decide(program, SYS_tgkill, {kProcess, 1, 6}), SECCOMP_RET_ALLOW);
  EXPECT_EQ(decide(program, SYS_tgkill, {kProcess + 1, 1, 6}), SECCOMP_RET_USER_NOTIF);
  EXPECT_EQ(decide(program, SYS_kill, {kProcess, 9}), SECCOMP_RET_USER_NOTIF);
}

// The grant is for threads: any other word to clone(2) would be a process, or a namespace.
TEST(SeccompPolicy, ThreadsAreGrantedByTheirExactWord) {
  constexpr std::uint64_t kThread = 0x3d0f00;
  EXPECT_EQ(decide(filter_of(PolicyName::Detect), SYS_clone, {kThread}), SECCOMP_RET_USER_NOTIF);
  const auto granted = filter_of(PolicyName::Detect, true);
  EXPECT_EQ(decide(granted, SYS_clone, {kThread}), SECCOMP_RET_ALLOW);
  for (int bit = 0; bit < 32; ++bit)
    EXPECT_EQ(decide(granted, SYS_clone, {kThread ^ (std::uint64_t{1} << bit)}), SECCOMP_RET_USER_NOTIF)
        << bit;
}

// The grant is for reading: no file is opened otherwise, and nothing is made, locked or removed.
TEST(SeccompPolicy, ATreeIsGrantedForReadingAlone) {
  const auto plain = filter_of(PolicyName::Detect);
  const auto granted = filter_of(PolicyName::Detect, false, true);
  EXPECT_EQ(decide(plain, SYS_getdents64), SECCOMP_RET_USER_NOTIF);
  EXPECT_EQ(decide(granted, SYS_getdents64), SECCOMP_RET_ALLOW);
  for (const int flags : {O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, O_APPEND, O_TMPFILE})
    EXPECT_EQ(decide(granted, SYS_openat, {0, 0, static_cast<std::uint64_t>(flags)}), SECCOMP_RET_USER_NOTIF)
        << flags;
  for (const int number : {SYS_mkdirat, SYS_symlinkat, SYS_unlinkat, SYS_fchmod, SYS_chdir, SYS_fchdir})
    EXPECT_EQ(decide(granted, static_cast<std::uint32_t>(number)), SECCOMP_RET_USER_NOTIF) << number;
  EXPECT_EQ(decide(granted, SYS_fcntl, {3, F_GETFL}), SECCOMP_RET_ALLOW);
  for (const int command : {F_SETFL, F_SETOWN, F_SETLK, F_SETPIPE_SZ, F_NOTIFY})
    EXPECT_EQ(decide(granted, SYS_fcntl, {3, static_cast<std::uint64_t>(command)}), SECCOMP_RET_USER_NOTIF);
}

TEST(SeccompPolicy, NoCallHasTwoRules) {
  for (const auto name : {PolicyName::Unpack, PolicyName::Detect, PolicyName::Tree}) {
    std::vector<int> numbers{SYS_tgkill};
    for (const auto id : sets_of({name, true, true}))
      for (const auto& rule : call_sets()[static_cast<std::size_t>(id)].rules) numbers.push_back(rule.number);
    std::sort(numbers.begin(), numbers.end());
    EXPECT_EQ(std::adjacent_find(numbers.begin(), numbers.end()), numbers.end());
  }
}

TEST(SeccompPolicy, SetsStandInTheOrderOfTheirNames) {
  std::size_t place = 0;
  for (const auto& set : call_sets()) EXPECT_EQ(static_cast<std::size_t>(set.id), place++) << set.name;
}

TEST(CallDescription, SaysArgumentsInWords) {
  const std::uint64_t stream[6] = {2, 1 | 02000000, 0};
  EXPECT_EQ(describe_arguments(SYS_socket, stream), "AF_INET, SOCK_STREAM|SOCK_CLOEXEC, 0");
  const std::uint64_t write_open[6] = {0xffffff9c, 0x7fff12345678, O_WRONLY | O_CREAT | O_CLOEXEC, 0644};
  EXPECT_EQ(describe_arguments(SYS_openat, write_open), "AT_FDCWD, ..., O_WRONLY|O_CREAT|O_CLOEXEC, 0644");
  const std::uint64_t fork_like[6] = {0x01200011};
  EXPECT_EQ(describe_arguments(SYS_clone, fork_like),
            "CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID|SIGCHLD, NULL");
  const std::uint64_t odd[6] = {77, 0x4000000f, 3};
  EXPECT_EQ(describe_arguments(SYS_socket, odd), "77, 15|0x40000000, 3");
  EXPECT_EQ(describe_arguments(SYS_getdents64, odd), "");
}

TEST(CallDescription, NamesCallsThatTheLibraryDoesNotKnow) {
  EXPECT_EQ(name_of_call(SYS_connect), "connect");
  EXPECT_EQ(name_of_call(462), "mseal");
  EXPECT_EQ(name_of_call(1000), "1000");
}

TEST(CallDescription, AdvisesTheSetOrTheOtherWay) {
  EXPECT_NE(advice_for_call(SYS_clone).find("the set \"threads\""), std::string::npos);
  EXPECT_NE(advice_for_call(SYS_socket).find("no network"), std::string::npos);
  EXPECT_NE(advice_for_call(SYS_getdents64).find("the set \"tree\" would allow it: ask"), std::string::npos);
  EXPECT_NE(advice_for_call(SYS_sync).find("do without"), std::string::npos);
}

}  // namespace
}  // namespace lazaret::sandbox
