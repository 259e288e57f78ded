// SPDX-License-Identifier: Apache-2.0
#include "sandbox/call_sets.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include <array>
#include <cerrno>

#include "sandbox/job_layout.h"

namespace lazaret::sandbox {
namespace {

using enum CallAction;

constexpr std::array kIo{
    CallRule{SYS_read},  CallRule{SYS_write},   CallRule{SYS_close},
    CallRule{SYS_lseek}, CallRule{SYS_pread64}, CallRule{SYS_fstat},
};

constexpr std::array kMemory{
    CallRule{SYS_munmap},
    CallRule{SYS_mremap},
    CallRule{SYS_brk},
    CallRule{SYS_madvise},
};

constexpr std::array kProcess{
    CallRule{SYS_futex},           CallRule{SYS_exit},         CallRule{SYS_exit_group},
    CallRule{SYS_rt_sigreturn},    CallRule{SYS_rt_sigaction}, CallRule{SYS_rt_sigprocmask},
    CallRule{SYS_restart_syscall}, CallRule{SYS_getpid},       CallRule{SYS_gettid},
    CallRule{SYS_sched_yield},     CallRule{SYS_getrusage},    CallRule{SYS_getrandom},
};

constexpr std::array kTime{
    CallRule{SYS_clock_gettime},
    CallRule{SYS_clock_nanosleep},
    CallRule{SYS_nanosleep},
    CallRule{SYS_gettimeofday},
};

// The one socket there ever is; it is closed before a hostile byte is read, and another cannot be made.
constexpr std::array kHandOver{
    CallRule{SYS_sendmsg, AllowIf, 0, ~0u, static_cast<std::uint32_t>(kWatchDescriptor)},
};

constexpr std::array kProbes {
  CallRule{SYS_clone3, Refuse, 0, 0, ENOSYS}, CallRule{SYS_faccessat2, Refuse, 0, 0, ENOSYS},
      CallRule{SYS_statx, Refuse, 0, 0, ENOSYS}, CallRule{SYS_membarrier, Refuse, 0, 0, ENOSYS},
      CallRule{SYS_ioctl, Refuse, 0, 0, ENOTTY}, CallRule{SYS_mlock, Refuse, 0, 0, EPERM},
      CallRule{SYS_mlock2, Refuse, 0, 0, EPERM}, CallRule{SYS_mlockall, Refuse, 0, 0, EPERM},
      CallRule{SYS_munlock, Refuse, 0, 0, EPERM}, CallRule{SYS_munlockall, Refuse, 0, 0, EPERM},
      CallRule{SYS_sched_setaffinity, Refuse, 0, 0, EPERM}, CallRule{SYS_sched_setattr, Refuse, 0, 0, EPERM},
      CallRule{SYS_sched_setparam, Refuse, 0, 0, EPERM},
      CallRule{SYS_sched_setscheduler, Refuse, 0, 0, EPERM}, CallRule{SYS_setpriority, Refuse, 0, 0, EPERM},
      CallRule{SYS_ioprio_set, Refuse, 0, 0, EPERM}, CallRule{SYS_prctl, Refuse, 0, 0, EPERM},
#if defined(__x86_64__)
      CallRule{SYS_arch_prctl, Refuse, 0, 0, EPERM},
#endif
};

// What it is to do stands in memory, where a filter cannot look.
constexpr std::array kNewOpen{
    CallRule{SYS_openat2, Refuse, 0, 0, ENOSYS},
};

constexpr std::array kAttacks {
  CallRule{SYS_ptrace, Kill}, CallRule{SYS_process_vm_readv, Kill}, CallRule{SYS_process_vm_writev, Kill},
      CallRule{SYS_pidfd_getfd, Kill}, CallRule{SYS_bpf, Kill}, CallRule{SYS_perf_event_open, Kill},
      CallRule{SYS_userfaultfd, Kill}, CallRule{SYS_io_uring_setup, Kill}, CallRule{SYS_io_uring_enter, Kill},
      CallRule{SYS_io_uring_register, Kill}, CallRule{SYS_mount, Kill}, CallRule{SYS_umount2, Kill},
      CallRule{SYS_pivot_root, Kill}, CallRule{SYS_open_tree, Kill}, CallRule{SYS_move_mount, Kill},
      CallRule{SYS_fsopen, Kill}, CallRule{SYS_fsconfig, Kill}, CallRule{SYS_fsmount, Kill},
      CallRule{SYS_fspick, Kill}, CallRule{SYS_mount_setattr, Kill}, CallRule{SYS_setns, Kill},
      CallRule{SYS_unshare, Kill}, CallRule{SYS_open_by_handle_at, Kill}, CallRule{SYS_keyctl, Kill},
      CallRule{SYS_add_key, Kill}, CallRule{SYS_request_key, Kill}, CallRule{SYS_init_module, Kill},
      CallRule{SYS_finit_module, Kill}, CallRule{SYS_delete_module, Kill}, CallRule{SYS_kexec_load, Kill},
      CallRule{SYS_kexec_file_load, Kill}, CallRule{SYS_reboot, Kill},
#if defined(__x86_64__)
      CallRule{SYS_iopl, Kill}, CallRule{SYS_ioperm, Kill},
#endif
};

constexpr std::array kOutput{
    CallRule{SYS_pwrite64},
    CallRule{SYS_writev},
    CallRule{SYS_ftruncate},
};

// Nothing is opened and no code is loaded.
constexpr std::array kPlainMemory{
    CallRule{SYS_mmap, AllowIf, 2, PROT_EXEC, 0}, CallRule{SYS_mprotect, AllowIf, 2, PROT_EXEC, 0},
    CallRule{SYS_newfstatat, AllowIf, 3, ~0u, AT_EMPTY_PATH},  // what fstat(3) calls
};

constexpr std::uint32_t kOpenChanges = O_ACCMODE | O_CREAT | O_TRUNC | O_APPEND | (O_TMPFILE & ~O_DIRECTORY);

// A shared mapping would not count as data and escape the memory limit.
// dlopen reads files, and maps code that Landlock and the jail's root have let it read.
constexpr std::array kLoading{
    CallRule{SYS_mmap, AllowIf, 3, MAP_TYPE, MAP_PRIVATE},
    CallRule{SYS_mprotect},
    CallRule{SYS_openat, AllowIf, 2, kOpenChanges, O_RDONLY},
    CallRule{SYS_newfstatat},
};

constexpr std::array kRuntime{
    CallRule{SYS_rseq},
    CallRule{SYS_sigaltstack},
    CallRule{SYS_sysinfo},
    CallRule{SYS_uname},
    CallRule{SYS_sched_getaffinity},
    CallRule{SYS_getuid},
    CallRule{SYS_geteuid},
    CallRule{SYS_getgid},
    CallRule{SYS_getegid},
    CallRule{SYS_getppid},
};

// Exactly what pthread_create of the C library asks for: any other word would be another process.
constexpr std::uint32_t kThreadFlags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD |
                                       CLONE_SYSVSEM | CLONE_SETTLS | CLONE_PARENT_SETTID |
                                       CLONE_CHILD_CLEARTID;
constexpr std::array kThreads{
    CallRule{SYS_clone, AllowIf, 0, ~0u, kThreadFlags},
    CallRule{SYS_set_robust_list},
};

// Landlock leaves /image alone to read. fcntl: F_DUPFD, F_GETFD, F_SETFD, F_GETFL, as opendir(3) and
// fdopendir(3) use them.
constexpr std::array kTree {
  CallRule{SYS_getdents64}, CallRule{SYS_readlinkat}, CallRule{SYS_faccessat},
      CallRule{SYS_fcntl, AllowIf, 1, ~3u, 0},
#if defined(__x86_64__)
      CallRule{SYS_readlink}, CallRule{SYS_access},
#endif
};

// Of the program that writes that tree; never in the same policy as code of a plugin.
constexpr std::array kTreeWriting{
    CallRule{SYS_openat2},
    CallRule{SYS_mkdirat},
    CallRule{SYS_symlinkat},
};

constexpr std::array kInit{
    CallRule{SYS_wait4},      CallRule{SYS_write},        CallRule{SYS_exit},
    CallRule{SYS_exit_group}, CallRule{SYS_rt_sigreturn}, CallRule{SYS_restart_syscall},
};

constexpr std::array kSets{
    NamedSet{CallSet::Io, "io", "read and write what is open", kIo},
    NamedSet{CallSet::Memory, "memory", "give memory back, move it, advise on it", kMemory},
    NamedSet{CallSet::Process, "process", "signals to itself, locks, randomness, the end", kProcess},
    NamedSet{CallSet::Time, "time", "clocks and sleep", kTime},
    NamedSet{CallSet::HandOver, "hand-over", "give the supervisor the filter's listener", kHandOver},
    NamedSet{CallSet::Probes, "probes", "fail with an error that runtimes expect", kProbes},
    NamedSet{CallSet::NewOpen, "new-open", "openat2 fails as on an older kernel", kNewOpen},
    NamedSet{CallSet::Attacks, "attacks", "kill at once", kAttacks},
    NamedSet{CallSet::Output, "output", "write a layer file", kOutput},
    NamedSet{CallSet::PlainMemory, "plain-memory", "memory without code", kPlainMemory},
    NamedSet{CallSet::Loading, "loading", "open for reading, map code privately", kLoading},
    NamedSet{CallSet::Runtime, "runtime", "what language runtimes ask about themselves", kRuntime},
    NamedSet{CallSet::Threads, "threads", "start threads", kThreads, true},
    NamedSet{CallSet::Tree, "tree", "list and read the files of /image", kTree, true},
    NamedSet{CallSet::TreeWriting, "tree-writing", "make the files of /image", kTreeWriting},
    NamedSet{CallSet::Init, "init", "wait for one child and say how it ended", kInit},
};

}  // namespace

std::span<const NamedSet> call_sets() { return kSets; }

std::string_view grantable_set_with(int number) {
  for (const auto& set : kSets)
    for (const auto& rule : set.rules)
      if (set.granted && rule.number == number) return set.name;
  return {};
}

}  // namespace lazaret::sandbox
