// SPDX-License-Identifier: Apache-2.0
#include "sandbox/confinement.h"

#include <linux/seccomp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

#include "sandbox/kernel.h"
#include "sandbox/landlock.h"

namespace lazaret::sandbox {
namespace {

void (*violation_handler)(int) = nullptr;

void on_trap(int, siginfo_t* info, void*) { violation_handler(info->si_syscall); }

Result<void> catch_traps(void (*on_violation)(int)) {
  violation_handler = on_violation;
  struct sigaction action {};
  action.sa_sigaction = on_trap;
  action.sa_flags = SA_SIGINFO | SA_NODEFER;
  if (::sigaction(SIGSYS, &action, nullptr) != 0) return io_error("stage signals");
  return {};
}

Result<void> deny_writable_code() {
  if (::prctl(kernel::kSetMdwe, 1, 0, 0, 0) == 0 || errno == EINVAL) return {};  // EINVAL: before Linux 6.3
  return io_error("stage write xor execute");
}

Result<void> load_filter(Policy policy) {
  auto filter = build_filter(policy, ::getpid());
  const sock_fprog program{static_cast<unsigned short>(filter.size()), filter.data()};
  if (::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) != 0) return io_error("stage seccomp");
  return {};
}

// A filter that was built and never loaded looks like one that works. ioctl is refused by both policies,
// always.
Result<void> verify_filter() {
  if (::syscall(SYS_ioctl, -1, 0, 0) == -1 && errno == ENOTTY) return {};
  return make_error(ErrorCode::Internal, "stage seccomp: the filter is not in force");
}

}  // namespace

Result<void> confine(Policy policy, std::span<const int> readable, bool landlock_required,
                     void (*on_violation)(int)) {
  if (::prctl(PR_SET_DUMPABLE, 0) != 0) return io_error("stage dumpable");
  if (::prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1)
    return make_error(ErrorCode::Internal, "stage privileges: no_new_privs is not set");
  if (auto restricted = restrict_file_access(readable, landlock_required); !restricted.has_value())
    return std::move(restricted).with_context("stage landlock");
  TRY(catch_traps(on_violation));
  TRY(deny_writable_code());
  TRY(load_filter(policy));
  return verify_filter();
}

}  // namespace lazaret::sandbox
