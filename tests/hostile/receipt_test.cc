// SPDX-License-Identifier: Apache-2.0
// The isolation receipt of real jobs: what the supervisor read from the kernel, and the sentence that a
// plugin's author gets for a call that is not allowed; with a listener, and where somebody else has it.
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>

#include "tests/hostile/jail_fixture.h"

namespace lazaret::sandbox {
namespace {

bool degraded() { return hostile_mode() == "degraded"; }

TEST_F(Jail, TheReceiptIsTheKernelsWord) {
  const auto outcome = run_hostile(*runner_, "noop").outcome;
  const Receipt& receipt = outcome.receipt;
  EXPECT_EQ(receipt.mode, hostile_mode());
  EXPECT_EQ(receipt.policy, "detect");
  EXPECT_EQ(receipt.policy_sha256.size(), 64u);
  EXPECT_EQ(receipt.violations_by, "supervisor");
  EXPECT_FALSE(receipt.violation);
  ASSERT_TRUE(receipt.kernel);
  EXPECT_EQ(receipt.kernel->seccomp, 2u);
  EXPECT_GE(receipt.kernel->filters, 1u);
  EXPECT_TRUE(receipt.kernel->no_new_privileges);
  EXPECT_EQ(receipt.kernel->effective_set, "0000000000000000");
  const std::vector<std::string> all{"cgroup", "ipc", "mnt", "net", "pid", "user", "uts"};
  EXPECT_EQ(receipt.kernel->namespaces, degraded() ? std::vector<std::string>() : all);
  if (!degraded()) {
    EXPECT_EQ(receipt.kernel->bounding_set, "0000000000000000");
  }
}

TEST_F(Jail, TheReceiptHoldsLimitsAndUse) {
  const Receipt receipt = run_hostile(*runner_, "noop").outcome.receipt;
  EXPECT_EQ(receipt.limits.memory_bytes, 128u << 20);
  EXPECT_FALSE(receipt.limits.memory_by.empty());
  EXPECT_EQ(receipt.limits.cpu_seconds, 1u);
  EXPECT_EQ(receipt.limits.wall_seconds, 20u);
  EXPECT_EQ(receipt.limits.processes, 1u);
  EXPECT_EQ(receipt.limits.descriptors, 256u);
  EXPECT_EQ(receipt.limits.output_bytes, 4u << 20);
  EXPECT_GT(receipt.output_bytes, 0u);
}

TEST_F(Jail, AViolationIsOneSentence) {
  const auto outcome = run_hostile(*runner_, "tcp_connect").outcome;
  ASSERT_TRUE(outcome.receipt.violation) << outcome.detail;
  const Violation& violation = *outcome.receipt.violation;
  EXPECT_EQ(violation.call, "socket");
  EXPECT_EQ(violation.number, std::uint64_t{SYS_socket});
  EXPECT_EQ(violation.arguments, "AF_INET, SOCK_STREAM, 0");
  EXPECT_EQ(violation.phase, "scan");
  EXPECT_NE(violation.advice.find("no network"), std::string::npos);
  EXPECT_TRUE(violation.from.starts_with("libc.so.6+0x")) << violation.from;
  // The stack pointer of a process that is not dumpable is root's to read.
  if (hostile_mode() == "root") {
    EXPECT_TRUE(violation.caller.starts_with("code.so+0x")) << violation.caller;
  }
  EXPECT_TRUE(
      outcome.detail.starts_with("system call socket(AF_INET, SOCK_STREAM, 0) is not allowed (made in libc"))
      << outcome.detail;
  EXPECT_GT(outcome.peak_rss_kib, 0u) << "init has told how the worker ended";
}

// An allow-all filter with a listener of its own, as a container's runtime may have.
bool take_the_listener() {
  sock_filter code[] = {BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
  const sock_fprog program{1, code};
  return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program) >= 0;
}

int run_under_another_listener() {
  if (!take_the_listener()) return 2;
  auto own = JailRunner::start(hostile_options(degraded()));
  if (!own.has_value()) return std::puts(own.error().message.c_str()), 3;
  const auto held = run_hostile(**own, "noop").outcome;
  const auto caught = run_hostile(**own, "tcp_connect").outcome;
  std::printf("%s; %s\n", held.detail.c_str(), caught.detail.c_str());
  if (!held.ok() || held.receipt.violations_by != "kernel") return 4;
  if (caught.status != RunOutcome::Violation || caught.receipt.violation) return 5;
  return caught.detail.find("which one is not known") == std::string::npos ? 6 : 0;
}

TEST_F(Jail, UnderAnotherListenerTheKernelKillsAndTheReportSaysSo) {
  const pid_t child = ::fork();
  if (child == 0) {
    const int code = run_under_another_listener();
    std::fflush(stdout);
    ::_exit(code);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(WEXITSTATUS(status), 0) << status;
}

}  // namespace
}  // namespace lazaret::sandbox
