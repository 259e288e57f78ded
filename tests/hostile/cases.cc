// SPDX-License-Identifier: Apache-2.0
#include "tests/hostile/cases.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <fstream>

#include "tests/hostile/jail_fixture.h"

namespace lazaret::sandbox {
namespace {

using enum Control;
using enum RunOutcome;

constexpr int kGetWriteXorExecute = 66;  // PR_GET_MDWE

std::string first_line(const char* path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}
bool has_family(int family) {
  const Fd fd(::socket(family, SOCK_STREAM, 0));
  return fd || (errno != EAFNOSUPPORT && errno != ESOCKTNOSUPPORT);
}
const char* when(bool impossible, const char* reason) { return impossible ? reason : nullptr; }

const char* no_vsock() { return when(!has_family(AF_VSOCK), "this kernel has no VSOCK"); }
const char* no_crypto_sockets() { return when(!has_family(AF_ALG), "this kernel has no AF_ALG"); }
const char* no_memory_device() {
  return when(::access("/dev/mem", F_OK) != 0, "this machine has no /dev/mem");
}
const char* no_write_xor_execute() {
  return when(::prctl(kGetWriteXorExecute, 0, 0, 0, 0) < 0, "Linux 6.3 has write xor execute first");
}
const char* no_unshare() {
  return when(hostile_mode() == "degraded", "this mode denies unshare(2) to everybody");
}
const char* no_setuid() {
  struct statvfs found {};
  if (::geteuid() != 0) return "only root can make a program of root";
  return when(::statvfs("/tmp", &found) != 0 || (found.f_flag & ST_NOSUID) != 0, "/tmp is mounted nosuid");
}
const char* no_yama() {
  return when(::access("/proc/sys/kernel/yama", F_OK) != 0, "this kernel has no Yama");
}
const char* no_typing() {
  return when(first_line("/proc/sys/dev/tty/legacy_tiocsti") == "0", "this kernel has no TIOCSTI");
}
const char* no_init_root() {
  return when(::access("/proc/1/root/tmp", F_OK) != 0, "root may not see the root of process 1 here");
}
const char* no_strict_mode() {
  return when(hostile_mode() == "degraded", "the filter of this mode excludes strict mode");
}
const char* no_console() { return "standard input of a test is no virtual console"; }
const char* no_rings() {
  const auto disabled = first_line("/proc/sys/kernel/io_uring_disabled");
  return when(disabled.empty() || disabled == "2", "this kernel has no io_uring");
}
const char* no_old_calls() {
#if defined(__x86_64__)
  return when(::access("/proc/sys/abi/vsyscall32", F_OK) != 0, "this kernel has no 32-bit calls");
#else
  return "this machine has no 32-bit gate";
#endif
}
const char* no_x32() { return when(::syscall(0x40000000L | SYS_getpid) < 0, "this kernel has no x32"); }
const char* no_old_page() {
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);)
    if (line.find("[vsyscall]") != std::string::npos) return nullptr;
  return "this kernel has no vsyscall page";
}
const char* no_core_files() {
  return when(first_line("/proc/sys/kernel/core_pattern") != "core",
              "core files of this machine go elsewhere");
}

constexpr Case ends(int number, const char* name, Control control, const char* canary, RunOutcome status,
                    const char* word) {
  return {number, name, control, canary, false, status, word, status, word, nullptr};
}
constexpr Case denied(int number, const char* name, Control control, const char* canary, const char* word) {
  return {number, name, control, canary, true, Violation, word, Violation, word, nullptr};
}

constexpr std::array kCases{
    ends(0, "noop", None, "", Ok, ""),
    denied(1, "tcp_connect", User, "tcp", "socket"),
    denied(2, "udp_send", User, "udp", "socket"),
    denied(3, "mptcp_connect", User, "tcp", "socket"),
    denied(4, "unix_path", User, "socket", "socket"),
    denied(5, "unix_abstract", User, "abstract", "socket"),
    denied(6, "netlink_send", User, "netlink", "socket"),
    denied(7, "vsock_socket", User, "", "socket").unless(no_vsock),
    denied(8, "crypto_socket", User, "", "socket").unless(no_crypto_sockets),
    denied(8, "packet_socket", Namespaces, "", "socket"),
    denied(8, "raw_socket", Namespaces, "", "socket"),
    denied(9, "pass_descriptor", User, "", "socketpair"),
    denied(9, "inherited_socket", User, "inherited", "sendto"),
    denied(10, "resolve_name", User, "udp", "socket"),
    ends(11, "open_host_file", User, "secret", PluginError, "ENOENT").degraded(PluginError, "EACCES"),
    ends(12, "dot_dot", User, "secret", PluginError, "ENOTDIR"),
    ends(13, "symlink_absolute", User, "secret", PluginError, "ENOENT"),
    ends(13, "symlink_relative", User, "secret", PluginError, "ENOENT"),
    denied(14, "symlink_swapped", User, "secret", "unlink"),
    ends(15, "magic_self_root", User, "secret", PluginError, "ENOENT").degraded(PluginError, "EACCES"),
    ends(15, "magic_init_root", Root, "secret", PluginError, "ENOENT").unless(no_init_root),
    ends(15, "magic_self_cwd", User, "secret", PluginError, "ENOENT").degraded(PluginError, "EACCES"),
    ends(16, "stat_host", User, "", PluginError, "ENOENT").degraded(Ok, ""),
    denied(16, "readlink_host", User, "", "readlink"),
    denied(16, "access_host", User, "", "access"),
    denied(16, "getxattr_host", User, "", "getxattr"),
    denied(16, "statfs_host", User, "", "statfs"),
    ends(16, "list_host", User, "", PluginError, "ENOENT").degraded(PluginError, "EACCES"),
    denied(16, "chdir_host", User, "", "chdir"),
    denied(17, "create_file", User, "files", "openat"),
    denied(17, "append_file", User, "files", "openat"),
    denied(17, "truncate_file", User, "files", "truncate"),
    denied(18, "change_mode", User, "files", "chmod"),
    denied(18, "change_owner", User, "files", "chown"),
    denied(18, "change_times", User, "files", "utimensat"),
    denied(18, "set_attribute", User, "files", "setxattr"),
    denied(19, "remove_file", User, "files", "unlink"),
    denied(19, "rename_file", User, "files", "rename"),
    denied(19, "link_file", User, "files", "link"),
    denied(20, "make_node", User, "files", "mknod"),
    denied(20, "make_device", Root, "files", "mknod"),
    ends(21, "open_fifo", Hangs, "", PluginError, "EINVAL"),
    denied(22, "unnamed_file", User, "files", "openat"),
    denied(22, "link_descriptor", User, "files", "linkat"),
    denied(23, "open_by_handle", Root, "secret", "open_by_handle_at"),
    denied(24, "mount_memory", Namespaces, "", "mount"),
    denied(24, "open_mount_api", Namespaces, "", "fsopen"),
    denied(24, "clone_mount", Namespaces, "", "open_tree"),
    denied(24, "move_mount", Namespaces, "", "open_tree"),
    denied(25, "remount", Namespaces, "files", "mount"),
    denied(25, "remount_by_attribute", Namespaces, "files", "mount_setattr"),
    denied(26, "unmount", Namespaces, "", "umount"),
    denied(27, "change_root", Namespaces, "", "chroot"),
    denied(27, "pivot", Namespaces, "", "pivot_root"),
    ends(28, "inherited_files", User, "secret", PluginError, "EBADF"),
    ends(29, "open_sys", User, "", PluginError, "ENOENT").degraded(PluginError, "EACCES"),
    ends(29, "open_kernel_log", Root, "", PluginError, "ENOENT"),
    ends(29, "open_memory", Root, "", PluginError, "ENOENT").unless(no_memory_device),
    ends(29, "open_terminal", Terminal, "", PluginError, "ENOENT").degraded(PluginError, "EACCES"),
    denied(30, "write_own_code", User, "files", "openat"),
    ends(31, "load_image_code", User, "", PluginError, "ELIBACC"),
    ends(31, "run_image_code", User, "", PluginError, "EACCES").unless(no_write_xor_execute),
    denied(32, "fill_disk", User, "files", "openat"),
    ends(33, "odd_names", User, "steered", PluginError, "EINVAL"),
    denied(34, "kill_parent", Itself, "signal", "kill"),
    denied(34, "kill_all", User, "process", "kill"),
    denied(34, "kill_group", User, "process", "kill"),
    denied(34, "kill_process", User, "process", "kill"),
    denied(35, "signal_by_file", User, "process", "fcntl"),
    denied(36, "trace_process", User, "memory", "ptrace"),
    denied(36, "trace_me", User, "", "ptrace"),
    denied(36, "read_process", User, "secret", "process_vm_readv"),
    denied(36, "write_process", User, "memory", "process_vm_writev"),
    ends(36, "read_process_file", User, "secret", PluginError, "ENOENT").degraded(PluginError, "EACCES"),
    denied(37, "steal_descriptor", User, "descriptor", "pidfd_open"),
    denied(37, "steal_by_getfd", User, "descriptor", "pidfd_getfd"),
    denied(38, "exec", User, "files", "execve"),
    denied(38, "exec_by_descriptor", User, "files", "execveat"),
    denied(38, "exec_memory", User, "files", "memfd_create"),
    denied(39, "fork", User, "files", "clone"),
    denied(39, "vfork", User, "files", "vfork"),
    denied(39, "raw_fork", User, "files", "fork"),
    denied(39, "raw_clone", User, "files", "clone"),
    denied(39, "raw_clone3", User, "files", "clone3"),
    denied(40, "thread_bomb", User, "", "clone"),
    denied(41, "enter_namespace", Namespaces, "", "setns"),
    denied(41, "unshare_users", User, "", "unshare").unless(no_unshare),
    denied(41, "nest_users", User, "", "clone"),
    denied(42, "run_setuid", User, "files", "execve").unless(no_setuid),
    denied(43, "be_dumpable", User, "", "prctl"),
    denied(43, "allow_tracer", User, "", "prctl").unless(no_yama),
    denied(43, "strict_mode", Dies, "", "prctl").unless(no_strict_mode),
    denied(43, "outlive_parent", User, "", "prctl"),
    denied(44, "new_session", User, "", "setsid"),
    denied(44, "push_input", Terminal, "terminal", "ioctl").unless(no_typing),
    denied(44, "push_input_high", Terminal, "terminal", "ioctl").unless(no_typing),
    denied(44, "paste_input", Terminal, "", "ioctl").unless(no_console),
    denied(45, "limit_process", User, "process", "prlimit"),
    denied(45, "raise_limits", User, "", "prlimit"),
    denied(45, "be_urgent", Root, "", "sched_setscheduler"),
    denied(45, "slow_process", User, "process", "setpriority"),
    ends(46, "stop", Stops, "", Timeout, "wall").within(1),
    ends(46, "ignore_cpu_limit", Hangs, "", Timeout, "CPU"),
    denied(47, "daemonize", User, "files", "fork"),
    denied(49, "key_ring", User, "", "keyctl"),
    denied(49, "add_key", User, "", "add_key"),
    denied(49, "request_key", User, "", "request_key"),
    denied(50, "kernel_program", Root, "", "bpf"),
    denied(51, "performance", User, "", "perf_event_open"),
    denied(52, "page_faults", User, "", "userfaultfd"),
    denied(53, "ring", User, "", "io_uring_setup").unless(no_rings),
    denied(54, "shared_segment", User, "", "shmget"),
    denied(54, "semaphores", User, "", "semget"),
    denied(54, "message_queue", User, "", "msgget"),
    denied(54, "named_queue", User, "", "mq_open"),
    denied(55, "watch_files", User, "", "inotify_init1"),
    denied(55, "watch_everything", User, "", "fanotify_init"),
    denied(56, "personality", User, "", "personality"),
    denied(56, "segments", User, "", "modify_ldt"),
    denied(56, "thread_base", User, "", "arch_prctl"),
    denied(57, "old_calls", User, "", "").unless(no_old_calls),
    denied(57, "x32_calls", User, "", "").unless(no_x32),
    denied(58, "unknown_call", None, "", "1000"),
    denied(60, "old_page", User, "", "time").unless(no_old_page),
    denied(61, "memory_file", User, "", "memfd_create"),
    ends(61, "make_code", User, "", PluginError, "EACCES").unless(no_write_xor_execute),
    ends(61, "turn_code", User, "", PluginError, "EACCES").unless(no_write_xor_execute),
    denied(62, "own_landlock", User, "", "landlock_create_ruleset"),
    denied(62, "own_filter", User, "", "seccomp"),
    denied(63, "timer", User, "", "timer_create"),
    ends(64, "allocate", User, "", OutOfMemory, ""),
    ends(65, "map_memory", User, "", OutOfMemory, ""),
    denied(66, "shared_memory", User, "", "mmap"),
    ends(67, "recurse", Dies, "", Crashed, "SIGSEGV"),
    denied(68, "memory_files", User, "", "openat"),
    ends(69, "spin", Hangs, "", Timeout, "CPU"),
    ends(70, "sleep", Hangs, "", Timeout, "wall").within(1),
    denied(71, "thread_spin", User, "", "clone"),
    ends(72, "open_many", User, "", PluginError, "EMFILE"),
    ends(73, "flood", User, "", OutputLimit, ""),
    ends(73, "flood_bytes", Frames, "", ProtocolError, "frame"),
    ends(74, "flood_log", User, "", Ok, ""),
    ends(74, "raw_log", Frames, "", OutputLimit, "log"),
    ends(75, "half_and_sleep", Frames, "", Timeout, "wall").within(1),
    ends(76, "dump_core", User, "files", Crashed, "SIGABRT").unless(no_core_files),
    ends(77, "garbage", Frames, "", ProtocolError, "frame"),
    ends(78, "truncated", Frames, "", ProtocolError, ""),
    ends(79, "endless_length", Frames, "", OutputLimit, "4294967295"),
    ends(80, "length_over_cap", Frames, "", OutputLimit, "262145"),
    ends(80, "field_over_frame", Frames, "", ProtocolError, ""),
    ends(81, "after_end", Frames, "", ProtocolError, "after"),
    ends(82, "two_ends", Frames, "", ProtocolError, "after"),
    ends(82, "wrong_count", Frames, "", ProtocolError, "counts"),
    ends(82, "unknown_status", Frames, "", ProtocolError, "status"),
    ends(82, "out_of_sequence", Frames, "", ProtocolError, "sequence"),
    ends(83, "close_results", Frames, "", ProtocolError, "end"),
    ends(84, "exit0", Dies, "", ProtocolError, "end"),
    ends(85, "exit_constructor", Dies, "", ProtocolError, "end"),
    ends(86, "constructor", Dies, "", Crashed, "SIGABRT"),
    ends(86, "abort", Dies, "", Crashed, "SIGABRT"),
    ends(86, "crash_destroy", Dies, "", Crashed, "SIGABRT"),
    ends(86, "crash_at_exit", Dies, "", Ok, ""),
    ends(87, "exception", Dies, "", Crashed, "SIGABRT"),
    ends(87, "foreign_exception", Dies, "", Crashed, "SIGABRT"),
    ends(88, "forged_hello", Frames, "", ProtocolError, "greeting"),
    ends(88, "forged_location", Frames, "", Ok, "unverified_location"),
    ends(88, "unasked_kind", Frames, "", ProtocolError, "manifest"),
    ends(89, "bad_utf8", Frames, "", ProtocolError, "UTF-8"),
    ends(89, "nul_text", Frames, "", ProtocolError, "control"),
    ends(89, "ansi_text", Frames, "", ProtocolError, "control"),
    ends(89, "duplicates", Frames, "", OutputLimit, "output"),
    ends(90, "other_abi", User, "", PluginError, "ABI"),
    ends(90, "newer_abi", User, "", PluginError, "ABI"),
    denied(91, "host_thread", User, "", "clone"),
    ends(91, "host_after_scan", User, "", Ok, "late"),
    ends(91, "wrong_handle", User, "secret", PluginError, "EINVAL"),
    ends(91, "wrong_host", Dies, "", Crashed, "SIGSEGV"),
    ends(92, "null_text", Dies, "", PluginError, "EINVAL"),
    ends(92, "endless_text", Dies, "", PluginError, "EINVAL"),
    ends(92, "lying_size", User, "", PluginError, "EINVAL"),
    denied(95, "resolver", User, "", "socket"),
    ends(96, "wrong_id", User, "", PluginError, "differ"),
    ends(96, "wrong_version", User, "", PluginError, "differ"),
};

}  // namespace

std::span<const Case> hostile_cases() { return kCases; }

}  // namespace lazaret::sandbox
