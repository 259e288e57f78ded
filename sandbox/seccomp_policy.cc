// SPDX-License-Identifier: Apache-2.0
#include "sandbox/seccomp_policy.h"

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include <array>
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

using enum CallAction;

// A SIGSYS handler of the worker's tells which call was not allowed, so nobody may take its place.
constexpr std::array kCommon{
    CallRule{SYS_read},
    CallRule{SYS_write},
    CallRule{SYS_close},
    CallRule{SYS_lseek},
    CallRule{SYS_pread64},
    CallRule{SYS_fstat},
    CallRule{SYS_munmap},
    CallRule{SYS_mremap},
    CallRule{SYS_brk},
    CallRule{SYS_madvise},
    CallRule{SYS_futex},
    CallRule{SYS_exit},
    CallRule{SYS_exit_group},
    CallRule{SYS_rt_sigreturn},
    CallRule{SYS_rt_sigprocmask},
    CallRule{SYS_rt_sigaction, KillIf, 0, ~0u, SIGSYS},
    CallRule{SYS_clock_gettime},
    CallRule{SYS_clock_nanosleep},
    CallRule{SYS_nanosleep},
    CallRule{SYS_gettimeofday},
    CallRule{SYS_restart_syscall},
    CallRule{SYS_getrandom},
    CallRule{SYS_getpid},
    CallRule{SYS_gettid},
    CallRule{SYS_sched_yield},
    CallRule{SYS_getrusage},
    CallRule{SYS_clone3, Refuse, 0, 0, ENOSYS},
    CallRule{SYS_ioctl, Refuse, 0, 0, ENOTTY},
    CallRule{SYS_ptrace, Kill},
    CallRule{SYS_process_vm_readv, Kill},
    CallRule{SYS_process_vm_writev, Kill},
    CallRule{SYS_bpf, Kill},
    CallRule{SYS_io_uring_setup, Kill},
    CallRule{SYS_io_uring_enter, Kill},
    CallRule{SYS_io_uring_register, Kill},
    CallRule{SYS_userfaultfd, Kill},
    CallRule{SYS_perf_event_open, Kill},
    CallRule{SYS_mount, Kill},
    CallRule{SYS_umount2, Kill},
    CallRule{SYS_pivot_root, Kill},
    CallRule{SYS_setns, Kill},
    CallRule{SYS_unshare, Kill},
    CallRule{SYS_open_by_handle_at, Kill},
    CallRule{SYS_keyctl, Kill},
    CallRule{SYS_add_key, Kill},
    CallRule{SYS_request_key, Kill},
    CallRule{SYS_init_module, Kill},
    CallRule{SYS_finit_module, Kill},
    CallRule{SYS_kexec_load, Kill},
};

// Nothing is opened and no code is loaded.
constexpr std::array kUnpack{
    CallRule{SYS_mmap, AllowIf, 2, PROT_EXEC, 0},
    CallRule{SYS_mprotect, AllowIf, 2, PROT_EXEC, 0},
    CallRule{SYS_newfstatat, AllowIf, 3, ~0u, AT_EMPTY_PATH},  // what fstat(3) calls
    CallRule{SYS_pwrite64},
    CallRule{SYS_writev},
    CallRule{SYS_ftruncate},
};

constexpr std::uint32_t kOpenChanges = O_ACCMODE | O_CREAT | O_TRUNC | O_APPEND | (O_TMPFILE & ~O_DIRECTORY);

// A shared mapping would not count as data and escape the memory limit.
// dlopen reads files, and maps code that Landlock and the jail's root have let it read.
constexpr std::array kDetect{
    CallRule{SYS_mmap, AllowIf, 3, MAP_TYPE, MAP_PRIVATE},
    CallRule{SYS_mprotect},
    CallRule{SYS_openat, AllowIf, 2, kOpenChanges, O_RDONLY},
    CallRule{SYS_newfstatat},
    CallRule{SYS_rseq},
    CallRule{SYS_sigaltstack},
    CallRule{SYS_sysinfo},
    CallRule{SYS_uname},
    CallRule{SYS_sched_getaffinity},
};

constexpr std::array kInit{
    CallRule{SYS_wait4},      CallRule{SYS_write},        CallRule{SYS_exit},
    CallRule{SYS_exit_group}, CallRule{SYS_rt_sigreturn}, CallRule{SYS_restart_syscall},
};

class Program {
 public:
  explicit Program(std::uint32_t otherwise) : otherwise_(otherwise) {
    load(offsetof(seccomp_data, arch));
    skip_unless_equal(kArchitecture, 1, 0);
    give(SECCOMP_RET_KILL_PROCESS);
    load(offsetof(seccomp_data, nr));
#if defined(__x86_64__)
    code_.push_back(BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, kX32Bit, 0, 1));
    give(SECCOMP_RET_KILL_PROCESS);
#endif
  }

  void add(std::span<const CallRule> rules) {
    for (const auto& rule : rules) add(rule);
  }

  std::vector<sock_filter> take() {
    give(otherwise_);
    return std::move(code_);
  }

 private:
  void add(const CallRule& rule) {
    switch (rule.action) {
      case Allow: return add_plain(rule.number, SECCOMP_RET_ALLOW);
      case Kill: return add_plain(rule.number, SECCOMP_RET_KILL_PROCESS);
      case Refuse: return add_plain(rule.number, SECCOMP_RET_ERRNO | (rule.value & SECCOMP_RET_DATA));
      case AllowIf: return add_conditional(rule, SECCOMP_RET_ALLOW, otherwise_);
      case KillIf: return add_conditional(rule, SECCOMP_RET_KILL_PROCESS, SECCOMP_RET_ALLOW);
    }
  }
  void add_plain(int number, std::uint32_t action) {
    skip_unless_equal(static_cast<std::uint32_t>(number), 0, 1);
    give(action);
  }
  // The accumulator is lost, but every way through the block ends in a return.
  void add_conditional(const CallRule& rule, std::uint32_t when, std::uint32_t otherwise) {
    skip_unless_equal(static_cast<std::uint32_t>(rule.number), 0, 5);
    load(static_cast<std::uint32_t>(offsetof(seccomp_data, args) + sizeof(std::uint64_t) * rule.argument));
    code_.push_back(BPF_STMT(BPF_ALU | BPF_AND | BPF_K, rule.mask));
    skip_unless_equal(rule.value, 0, 1);
    give(when);
    give(otherwise);
  }
  void load(std::size_t offset) {
    code_.push_back(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset)));
  }
  void skip_unless_equal(std::uint32_t value, std::uint8_t if_equal, std::uint8_t if_not) {
    code_.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, if_equal, if_not));
  }
  void give(std::uint32_t action) { code_.push_back(BPF_STMT(BPF_RET | BPF_K, action)); }

  std::uint32_t otherwise_;
  std::vector<sock_filter> code_;
};

}  // namespace

std::span<const CallRule> common_rules() { return kCommon; }

std::span<const CallRule> rules_of(Policy policy) {
  if (policy == Policy::Unpack) return kUnpack;
  return kDetect;
}

std::vector<sock_filter> build_filter(Policy policy, int process) {
  Program program(SECCOMP_RET_TRAP);
  const std::array own_signals{CallRule{SYS_tgkill, AllowIf, 0, ~0u, static_cast<std::uint32_t>(process)}};
  program.add(own_signals);
  program.add(kCommon);
  program.add(rules_of(policy));
  return program.take();
}

std::vector<sock_filter> build_init_filter() {
  Program program(SECCOMP_RET_KILL_PROCESS);
  program.add(kInit);
  return program.take();
}

}  // namespace lazaret::sandbox
