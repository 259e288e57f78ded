// SPDX-License-Identifier: Apache-2.0
#include "sandbox/jail.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <linux/seccomp.h>
#include <linux/securebits.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "sandbox/job_layout.h"
#include "sandbox/kernel.h"
#include "sandbox/seccomp_policy.h"

namespace lazaret::sandbox {
namespace {

constexpr int kLastCapability = 63;

// The child of clone3. It only ever goes on or ends: nothing of it returns to the launcher's loop.
class Cell {
 public:
  Cell(const JailTemplate& made, const JailJob& job, const PipeEnds& life, int words)
      : made_(made), job_(job), life_(life), words_(words) {}

  [[noreturn]] void run() {
    ::close(life_.write.get());
    tie_to_launcher();
    leave_session();
    enter_cgroup();
    if (made_.namespaces) place_plugin();
    if (job_.request.tree_inodes > 0) place_tree();
    enclose();
    const pid_t init = ::getpid();
    const pid_t worker = ::fork();
    if (worker < 0) fail(JailStage::Init);
    if (worker > 0) watch(worker);
    become_worker(init, nullptr, job_.request.file_bytes);
  }

 private:
  [[noreturn]] void fail(JailStage stage) const {
    JailWord word;
    word.stage = stage;
    word.error = errno;
    [[maybe_unused]] const auto put = ::write(words_, &word, sizeof word);
    ::_exit(1);
  }
  void require(bool condition, JailStage stage) const {
    if (!condition) fail(stage);
  }

  // The launcher may have died before the first line; then its end of the pipe of life is closed.
  void tie_to_launcher() const {
    require(::prctl(PR_SET_PDEATHSIG, SIGKILL) == 0, JailStage::Parent);
    pollfd gone{life_.read.get(), POLLIN, 0};
    require(::poll(&gone, 1, 0) == 0, JailStage::Parent);
  }

  void leave_session() const {
    require(::setsid() >= 0, JailStage::Session);  // no controlling terminal to push input into
    sigset_t none;
    ::sigemptyset(&none);
    require(::sigprocmask(SIG_SETMASK, &none, nullptr) == 0, JailStage::Session);
    for (int number = 1; number < NSIG; ++number) ::signal(number, SIG_DFL);
    ::umask(077);
  }

  void enter_cgroup() const {
    for (const Fd& group : job_.cgroup.join)
      require(write_all(group, as_byte_span("0")).has_value(), JailStage::Cgroup);
  }

  // The very bytes that were hashed, in a file system of their own, the only one that code may be loaded from
  // beside the libraries. A bind mount of the file would need a path, and a path can be changed in between.
  void place_plugin() const {
    if (job_.request.code < 0) return;
    const Fd& code = job_.descriptors[static_cast<std::size_t>(job_.request.code)];
    const auto size = size_of(code);
    require(size.has_value() && *size > 0, JailStage::Plugin);
    char options[64];
    std::snprintf(options, sizeof options, "size=%llu,nr_inodes=4,mode=0755",
                  static_cast<unsigned long long>(*size + (64u << 10)));
    require(::mount("plugin", "/plugin", "tmpfs", MS_NOSUID | MS_NODEV, options) == 0, JailStage::Plugin);
    Fd copy(::open("/plugin/code.so", O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0444));
    require(copy && ::fchmod(copy.get(), 0444) == 0, JailStage::Plugin);  // the worker has another user
    require(copy_content(code, copy, *size), JailStage::Plugin);
    copy.close();  // a file system with an open writer cannot become read-only
    constexpr auto kLocked = kernel::kReadOnly | kernel::kNoSetuid | kernel::kNoDevices;
    require(kernel::set_mount(AT_FDCWD, "/plugin", kLocked) == 0, JailStage::Plugin);
  }

  static bool copy_content(const Fd& from, const Fd& to, std::uint64_t size) {
    std::array<std::byte, 65536> buffer;
    for (std::uint64_t offset = 0; offset < size;) {
      const auto got = read_at(from, offset, buffer);
      if (!got.has_value() || *got == 0) return false;
      if (!write_all(to, std::span(buffer).first(*got)).has_value()) return false;
      offset += *got;
    }
    return true;
  }

  // A file system in memory that a worker fills before there is a plugin: as the job's user, as enclosed as
  // the detector will be. Read-only before the detector's own namespace locks it.
  void place_tree() const {
    errno = ENOTSUP;
    require(made_.namespaces, JailStage::Tree);
    const auto id = made_.separate_users ? static_cast<uid_t>(1 + job_.slot) : ::geteuid();
    const auto group = made_.separate_users ? static_cast<gid_t>(1 + job_.slot) : ::getegid();
    char options[128];
    std::snprintf(options, sizeof options, "size=%llu,nr_inodes=%llu,mode=0700,uid=%u,gid=%u",
                  static_cast<unsigned long long>(std::max<std::uint64_t>(job_.request.tree_bytes, 1)),
                  static_cast<unsigned long long>(job_.request.tree_inodes), id, group);
    constexpr unsigned long kSafe = MS_NOSUID | MS_NODEV | MS_NOEXEC;
    require(::mount("image", kTreePath, "tmpfs", kSafe, options) == 0, JailStage::Tree);
    fill_tree();
    constexpr auto kLocked = kernel::kReadOnly | kernel::kNoSetuid | kernel::kNoDevices | kernel::kNoExec;
    require(kernel::set_mount(AT_FDCWD, kTreePath, kLocked) == 0, JailStage::Tree);
  }

  // How it ended is told as the worker's own end would be: it has said why in a frame.
  void fill_tree() const {
    const pid_t self = ::getpid();
    const pid_t writer = ::fork();
    require(writer >= 0, JailStage::Tree);
    if (writer == 0) {
      enclose();
      become_worker(self, kTreeArgument, job_.request.tree_bytes);
    }
    int status = 0;
    while (::waitpid(writer, &status, 0) < 0) require(errno == EINTR, JailStage::Tree);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return;
    errno = EIO;
    require(WIFEXITED(status), JailStage::Tree);
    JailWord word;
    word.wait_status = status;
    [[maybe_unused]] const auto put = ::write(words_, &word, sizeof word);
    ::_exit(0);
  }

  void enclose() const {
    if (made_.separate_users) become_job_user();
    if (made_.namespaces) nest_user_namespace();
  }

  // Changing the user clears the parent-death signal and makes the process undumpable, which would close its
  // own uid_map to it.
  void become_job_user() const {
    const auto id = static_cast<uid_t>(1 + job_.slot);
    require(::setresgid(id, id, id) == 0, JailStage::User);
    require(::setresuid(id, id, id) == 0, JailStage::User);
    require(::prctl(PR_SET_DUMPABLE, 1) == 0, JailStage::User);
    tie_to_launcher();
  }

  // Mounts are locked against the worker even if it should regain every capability of its own namespace.
  void nest_user_namespace() const {
    const uid_t user = ::geteuid();
    const gid_t group = ::getegid();
    const int self = ::openat(made_.processes.get(), "self", O_PATH | O_DIRECTORY | O_CLOEXEC);
    require(self >= 0, JailStage::NestedNamespace);
    require(::unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0, JailStage::NestedNamespace);
    write_text(self, "setgroups", "deny");
    write_map(self, "gid_map", group);
    write_map(self, "uid_map", user);
    ::close(self);
  }
  void write_map(int self, const char* name, unsigned outside) const {
    char text[48];
    std::snprintf(text, sizeof text, "1000 %u 1", outside);
    write_text(self, name, text);
  }
  void write_text(int self, const char* name, std::string_view text) const {
    const Fd file(::openat(self, name, O_WRONLY | O_CLOEXEC));
    require(static_cast<bool>(file), JailStage::MapUsers);
    require(write_all(file, as_byte_span(text)).has_value(), JailStage::MapUsers);
  }

  // Process 1 of the jail: a worker that were it itself would have other signals, and nobody to tell how it
  // ended.
  [[noreturn]] void watch(pid_t worker) const {
    ::dup2(words_, 3);
    kernel::close_from(4);
    drop_capabilities();
    for (int standard = 0; standard < 3; ++standard) ::close(standard);
    restrict_init();
    int status = 0;
    rusage used{};
    while (::wait4(worker, &status, 0, &used) < 0)
      if (errno != EINTR) ::_exit(1);
    JailWord word;
    word.wait_status = status;
    word.cpu_ms = milliseconds(used.ru_utime) + milliseconds(used.ru_stime);
    word.peak_rss_kib = static_cast<std::uint64_t>(used.ru_maxrss);
    [[maybe_unused]] const auto put = ::write(3, &word, sizeof word);
    ::_exit(0);
  }
  static std::uint64_t milliseconds(const timeval& time) {
    return static_cast<std::uint64_t>(time.tv_sec) * 1000 + static_cast<std::uint64_t>(time.tv_usec) / 1000;
  }
  void restrict_init() const {
    auto filter = build_init_filter();
    const sock_fprog program{static_cast<unsigned short>(filter.size()), filter.data()};
    if (::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) != 0) ::_exit(1);
  }

  // Without a namespace of processes only the signal ends the worker with its init process, which may have
  // been killed before it was asked for.
  [[noreturn]] void become_worker(pid_t init, const char* argument, std::uint64_t file_bytes) const {
    require(::prctl(PR_SET_PDEATHSIG, SIGKILL) == 0, JailStage::Parent);
    require(::getppid() == init, JailStage::Parent);
    const int program = arrange_descriptors();
    limit_resources(file_bytes);
    drop_capabilities();
    std::string mode(argument == nullptr ? "" : argument);
    char name[] = "lazaret-worker", language[] = "LANG=C.UTF-8", arenas[] = "MALLOC_ARENA_MAX=2";
    char* const arguments[] = {name, argument == nullptr ? nullptr : mode.data(), nullptr};
    char* const environment[] = {language, arenas, nullptr};
    ::syscall(SYS_execveat, program, "", arguments, environment, AT_EMPTY_PATH);
    fail(JailStage::Exec);
  }

  // All of them are first copied above every target; the program and the status pipe close themselves on
  // exec.
  int arrange_descriptors() const {
    const int count = static_cast<int>(job_.descriptors.size());
    const int first_free = 3 + count + 2;
    std::vector<int> copies;
    for (const Fd& fd : job_.descriptors) copies.push_back(::fcntl(fd.get(), F_DUPFD_CLOEXEC, first_free));
    const int program = ::fcntl(made_.worker.get(), F_DUPFD_CLOEXEC, first_free);
    const int words = ::fcntl(words_, F_DUPFD_CLOEXEC, first_free);
    for (int standard = 0; standard < 3; ++standard)
      require(::dup2(made_.null_device.get(), standard) >= 0, JailStage::Descriptors);
    for (int i = 0; i < count; ++i)
      require(::dup2(copies[static_cast<std::size_t>(i)], 3 + i) >= 0, JailStage::Descriptors);
    require(::dup3(words, first_free - 2, O_CLOEXEC) >= 0, JailStage::Descriptors);
    require(::dup3(program, first_free - 1, O_CLOEXEC) >= 0, JailStage::Descriptors);
    words_ = first_free - 2;
    require(kernel::close_from(static_cast<unsigned>(first_free)) == 0, JailStage::Descriptors);
    return first_free - 1;
  }

  void limit(int which, rlim_t soft, rlim_t hard) const {
    const rlimit value{soft, hard};
    require(::prlimit(0, static_cast<__rlimit_resource>(which), &value, nullptr) == 0, JailStage::Limits);
  }
  void limit(int which, rlim_t value) const { limit(which, value, value); }
  void limit_resources(std::uint64_t file_bytes) const {
    const auto& request = job_.request;
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, file_bytes);
    limit(RLIMIT_NOFILE, open_files_of(request));
    limit(RLIMIT_CPU, request.cpu_seconds, request.cpu_seconds + 1);
    limit(RLIMIT_DATA, request.data_bytes);
    limit(RLIMIT_AS, request.data_bytes + request.address_bytes);
    limit(RLIMIT_STACK, 8u << 20);
    limit(RLIMIT_MEMLOCK, 0);
    limit(RLIMIT_MSGQUEUE, 0);
    limit(RLIMIT_SIGPENDING, 64);
    limit(RLIMIT_NPROC, request.threads == 0 ? 0 : request.threads + 2);  // init and the worker are counted
  }

  void drop_capabilities() const {
    constexpr unsigned long kBits = SECBIT_NOROOT | SECBIT_NOROOT_LOCKED | SECBIT_NO_SETUID_FIXUP |
                                    SECBIT_NO_SETUID_FIXUP_LOCKED | SECBIT_KEEP_CAPS_LOCKED |
                                    SECBIT_NO_CAP_AMBIENT_RAISE | SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED;
    if (made_.namespaces) {
      require(::prctl(PR_SET_SECUREBITS, kBits) == 0, JailStage::Capabilities);
      for (int capability = 0; capability <= kLastCapability; ++capability)
        if (::prctl(PR_CAPBSET_DROP, capability) != 0 && errno != EINVAL) fail(JailStage::Capabilities);
    }
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct none[2] = {};
    require(::syscall(SYS_capset, &header, none) == 0, JailStage::Capabilities);
    require(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0, JailStage::Capabilities);
  }

  const JailTemplate& made_;
  const JailJob& job_;
  const PipeEnds& life_;
  mutable int words_;
};

}  // namespace

Result<RunningJail> start_jail(const JailTemplate& made, const JailJob& job, const PipeEnds& life) {
  auto words = TRY(make_pipe());
  int pidfd = -1;
  kernel::CloneArguments arguments{};
  arguments.flags = CLONE_PIDFD;
  if (made.namespaces) arguments.flags |= CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC;
  arguments.pidfd = reinterpret_cast<std::uint64_t>(&pidfd);
  arguments.exit_signal = SIGCHLD;
  const long process = kernel::clone3(arguments);
  if (process < 0) return io_error("clone");
  if (process == 0) Cell(made, job, life, words.write.get()).run();
  return RunningJail{static_cast<pid_t>(process), Fd(pidfd), std::move(words.read)};
}

}  // namespace lazaret::sandbox
