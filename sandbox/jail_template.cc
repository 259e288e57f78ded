// SPDX-License-Identifier: Apache-2.0
#include "sandbox/jail_template.h"

#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>

#include "core/base/child.h"
#include "core/base/text.h"
#include "sandbox/kernel.h"

namespace lazaret::sandbox {
namespace {

Result<void> check(int result, const char* step) {
  if (result < 0) return io_error(step);
  return {};
}

Result<void> write_map(int process, const char* name, const std::string& text) {
  const auto path = "/proc/" + std::to_string(process) + "/" + name;
  const Fd file = TRY(open_file(path, O_WRONLY));
  return write_all(file, as_byte_span(text)).with_context(path);
}

Result<void> map_users_of(int process, uid_t user, gid_t group) {
  if (user == 0) {
    const auto map = "0 " + std::to_string(kFirstHostId) + " " + std::to_string(kHostIds);
    TRY(write_map(process, "gid_map", map));
    return write_map(process, "uid_map", map);
  }
  TRY(write_map(process, "setgroups", "deny"));
  TRY(write_map(process, "gid_map", std::to_string(group) + " " + std::to_string(group) + " 1"));
  return write_map(process, "uid_map", std::to_string(user) + " " + std::to_string(user) + " 1");
}

// A process outside the new user namespace has to write its maps: a helper that is forked before and waits
// for the word.
Result<void> unshare_with_maps() {
  const auto go = TRY(make_pipe());
  const int self = ::getpid();
  const uid_t user = ::geteuid();
  const gid_t group = ::getegid();
  const pid_t helper = ::fork();
  if (helper == 0) {
    char word = 0;
    ::close(go.write.get());
    const bool told = ::read(go.read.get(), &word, 1) == 1;
    const auto mapped = told ? map_users_of(self, user, group) : Result<void>();
    ::_exit(told && mapped.has_value() ? 0 : 1);
  }
  TRY(check(helper, "fork"));
  const int namespaces =
      CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP;
  const int unshared = ::unshare(namespaces);
  const int saved = errno;
  if (unshared == 0) TRY(write_all(go.write, as_byte_span("g")));
  const_cast<Fd&>(go.write).close();
  int status = 0;
  while (::waitpid(helper, &status, 0) < 0 && errno == EINTR) {
  }
  if (unshared != 0) return io_error(std::string(kNoNamespace), saved);
  if (status != 0)
    return make_error(ErrorCode::Denied, std::string(kNoUserMap) + " of a user namespace: not permitted");
  return {};
}

// "/lib/x86_64-linux-gnu/libc.so.6" -> each directory above it, below the current one.
void make_directories_above(const std::string& path) {
  for (std::size_t slash = path.find('/', 1); slash != std::string::npos; slash = path.find('/', slash + 1))
    ::mkdir(path.substr(1, slash - 1).c_str(), 0755);
}

struct LibraryMount {
  std::string path;
  Fd tree;
};

Result<std::vector<LibraryMount>> clone_libraries(const WorkerProgram& program) {
  std::vector<LibraryMount> mounts;
  for (const auto& path : program.libraries) {
    Fd tree(kernel::open_tree_clone(AT_FDCWD, path.c_str()));
    if (!tree) return io_error("take a mount of " + path);
    TRY(check(kernel::set_mount(tree.get(), "", kernel::kReadOnly | kernel::kNoSetuid | kernel::kNoDevices,
                                MS_PRIVATE),
              "make a library read-only"));
    mounts.push_back({path, std::move(tree)});
  }
  return mounts;
}

Result<void> attach(const LibraryMount& library) {
  make_directories_above(library.path);
  const std::string target = library.path.substr(1);
  TRY(open_file(target, O_CREAT | O_WRONLY, 0644));
  return check(kernel::move_mount(library.tree.get(), target.c_str()), "attach a library");
}

Result<void> become_first_of_range() {
  TRY(check(::setgroups(0, nullptr), "drop groups"));
  TRY(check(::setresgid(0, 0, 0), "set group"));
  return check(::setresuid(0, 0, 0), "set user");
}

Result<void> build_root(const std::vector<LibraryMount>& libraries) {
  TRY(check(::mount("lazaret", "/tmp", "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC,
                    "size=64k,nr_inodes=128,mode=0755"),
            "mount a root"));
  TRY(check(::chdir("/tmp"), "enter the root"));
  for (const auto& library : libraries) TRY(attach(library));
  TRY(check(::mkdir("plugin", 0755), "make /plugin"));
  TRY(check(::mkdir("image", 0755), "make /image"));
  TRY(check(kernel::pivot_root(".", "."), "pivot_root"));
  TRY(check(::umount2(".", MNT_DETACH), "detach the host's root"));
  TRY(check(::chdir("/"), "enter the root"));
  constexpr auto kLocked = kernel::kReadOnly | kernel::kNoSetuid | kernel::kNoDevices | kernel::kNoExec;
  return check(kernel::set_mount(AT_FDCWD, "/", kLocked), "make the root read-only");
}

// Never assume: the root is ours when nothing of the host's is beside the libraries.
Result<void> verify_root() {
  struct stat here {
  }, above{};
  if (::stat("/", &here) != 0 || ::stat("/..", &above) != 0 || here.st_ino != above.st_ino ||
      here.st_dev != above.st_dev)
    return make_error(ErrorCode::Internal, "the jail's root has something above it");
  if (::access("/etc", F_OK) == 0 || ::access("/proc", F_OK) == 0)
    return make_error(ErrorCode::Internal, "the jail's root shows directories of the host");
  return {};
}

Result<void> open_fixed(JailTemplate& made, const WorkerProgram& program) {
  made.worker = TRY(open_file(program.path, O_PATH));
  made.null_device = TRY(open_file("/dev/null", O_RDWR));
  made.processes = TRY(open_file("/proc", O_PATH | O_DIRECTORY));
  return {};
}

}  // namespace

Result<WorkerProgram> inspect_worker(const std::string& path) {
  auto answer = TRY(make_pipe());
  const std::array descriptors{answer.write.get()};
  auto child = TRY(Child::start(path, {"--libraries"}, {"LANG=C.UTF-8"}, descriptors));
  answer.write.close();
  const auto text = TRY(read_whole(answer.read, 64u << 10, "the worker's list of libraries"));
  const auto status = TRY(child.wait(std::chrono::seconds(10)));
  if (!status || *status != 0) return make_error(ErrorCode::Internal, path + " --libraries failed");
  WorkerProgram program{path, {}};
  for (const auto line : split(text, '\n'))
    if (line.starts_with('/')) program.libraries.emplace_back(line);
  return program;
}

Result<JailTemplate> enter_full_template(const WorkerProgram& program) {
  JailTemplate made;
  made.namespaces = true;
  made.separate_users = ::geteuid() == 0;
  TRY(open_fixed(made, program));
  TRY(unshare_with_maps());
  TRY(check(::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr), "make mounts private"));
  const auto libraries = TRY(clone_libraries(program));
  if (made.separate_users) TRY(become_first_of_range());
  TRY(build_root(libraries));
  TRY(verify_root());
  return made;
}

Result<JailTemplate> enter_degraded_template(const WorkerProgram& program) {
  JailTemplate made;
  TRY(open_fixed(made, program));
  if (::geteuid() != 0) return made;
  TRY(check(::setgroups(0, nullptr), "drop groups"));
  TRY(check(::setresgid(kNobody, kNobody, kNobody), "set group"));
  TRY(check(::setresuid(kNobody, kNobody, kNobody), "set user"));
  return made;
}

}  // namespace lazaret::sandbox
