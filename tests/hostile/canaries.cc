// SPDX-License-Identifier: Apache-2.0
#include "tests/hostile/canaries.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <memory>
#include <random>

namespace lazaret::sandbox {
namespace {

namespace fs = std::filesystem;
std::atomic<int> own_signals{0};
constexpr rlim_t kFilesOfProcess = 512;

// Left open on exec, as a careless supervisor would, and high enough to be the handle of no file of the
// image: what of it reaches a jail is found by the attacker.
constexpr int kLeakedFrom = 64;
Fd leaked(const Fd& fd) { return Fd(::fcntl(fd.get(), F_DUPFD, kLeakedFrom)); }

Fd socket_at(int family, int type, const void* address, std::size_t size) {
  Fd fd(::socket(family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, family == AF_NETLINK ? NETLINK_USERSOCK : 0));
  if (::bind(fd.get(), static_cast<const sockaddr*>(address), static_cast<socklen_t>(size)) != 0) fd.close();
  return fd;
}

Fd internet_socket(int type) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return socket_at(AF_INET, type, &address, sizeof address);
}

Fd local_socket(std::string_view name) {  // abstract where it begins with a zero
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  memcpy(address.sun_path, name.data(), std::min(name.size(), sizeof address.sun_path - 1));
  return socket_at(AF_UNIX, SOCK_DGRAM, &address, offsetof(sockaddr_un, sun_path) + name.size());
}

std::string port_of(const Fd& fd) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  ::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&address), &size);
  return std::to_string(ntohs(address.sin_port));
}

bool has_message(const Fd& fd) {
  char byte = 0;
  return ::recv(fd.get(), &byte, 1, MSG_DONTWAIT) > 0;
}

// Through the file: prlimit(2) of another user's process wants a capability that a contained root may lack.
rlim_t open_files_of(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/limits");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("Max open files")) return std::strtoull(line.c_str() + 26, nullptr, 10);
  return 0;
}

std::string handle_of(const std::string& path) {
  alignas(file_handle) std::array<unsigned char, sizeof(file_handle) + MAX_HANDLE_SZ> room{};
  auto* handle = reinterpret_cast<file_handle*>(room.data());
  handle->handle_bytes = MAX_HANDLE_SZ;
  int mount = 0;
  if (::name_to_handle_at(AT_FDCWD, path.c_str(), handle, &mount, 0) != 0) return "0 0";
  auto text = std::to_string(handle->handle_type) + " " + std::to_string(handle->handle_bytes);
  for (unsigned i = 0; i < handle->handle_bytes; ++i)
    text += " " + std::to_string(room[sizeof(file_handle) + i]);
  return text;
}

}  // namespace

void count_own_signals() {
  ::signal(SIGURG, [](int) { ++own_signals; });
}

struct Canaries::Shared {
  std::atomic<int> signals, answers;
  volatile std::uint64_t word;
};

Canaries::Canaries(uid_t user, const std::string& plugin) : user_(user) {
  char path[] = "/tmp/lazaret-hostile-XXXXXX";
  directory_ = ::mkdtemp(path);
  std::random_device random;
  secret_ = "secret-" + std::to_string(random()) + "-" + std::to_string(random());
  own_signals = 0;
  make_files(plugin);
  make_sockets();
  make_terminal();
  make_process();
}

Canaries::~Canaries() {
  ::kill(process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
  ::munmap(shared_, sizeof *shared_);
  if (input_) ::dup2(input_.get(), 0);
  std::error_code ignored;
  fs::remove_all(directory_, ignored);
}

void Canaries::note(const std::string& name, const std::string& value) {
  notes_ += name + " " + value + "\n";
}

void Canaries::make_files(const std::string& plugin) {
  fs::create_directory(image());
  std::ofstream(file("secret")) << secret_;
  std::ofstream(file("victim")) << "victim";
  std::ofstream(file("image/swapped")) << "swapped";
  fs::copy_file(plugin, file("plugin.so"));
  fs::copy_file(plugin, file("image/code.so"));
  fs::create_symlink(file("secret"), file("image/absolute"));
  fs::create_symlink("../secret", file("image/relative"));
  ::mkfifo(file("image/fifo").c_str(), 0600);
  if (::geteuid() == 0) {
    fs::copy_file("/usr/bin/touch", file("image/setuid"));
    ::chmod(file("image/setuid").c_str(), 04755);
    fs::create_directory(file("locked"));
  }
  for (const auto& entry : fs::recursive_directory_iterator(directory_))
    if (entry.path().filename() != "setuid" && entry.path().filename() != "locked")
      (void)!::lchown(entry.path().c_str(), user_, user_);
  (void)!::chown(directory_.c_str(), user_, user_);
  ::chmod(file("secret").c_str(), 0600);
  leaked_file_ = leaked(open_file(file("secret"), O_RDONLY).take());
  leaked_directory_ = leaked(open_file(image(), O_RDONLY | O_DIRECTORY).take());
  note("group", std::to_string(user_ == ::geteuid() ? ::getegid() : user_));
  note("parent", std::to_string(::getpid()));
  note("directory", directory_);
  note("secret", file("secret"));
  note("victim", file("victim"));
  note("handle", handle_of(file("secret")));
  note("inode", std::to_string(stat_of(leaked_file_).take().st_ino));
}

void Canaries::make_sockets() {
  tcp_ = internet_socket(SOCK_STREAM);
  ::listen(tcp_.get(), 8);
  udp_ = internet_socket(SOCK_DGRAM);
  socket_ = local_socket(file("socket"));
  (void)!::chown(file("socket").c_str(), user_, user_);
  abstract_ = local_socket(std::string(1, '\0') + directory_);
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  netlink_ = socket_at(AF_NETLINK, SOCK_DGRAM, &address, sizeof address);
  socklen_t size = sizeof address;
  ::getsockname(netlink_.get(), reinterpret_cast<sockaddr*>(&address), &size);
  auto pair = make_socket_pair().take();
  inherited_ = leaked(pair.write);
  inherited_end_ = std::move(pair.read);
  note("tcp", port_of(tcp_));
  note("udp", port_of(udp_));
  note("socket", file("socket"));
  note("abstract", directory_);
  note("netlink", std::to_string(address.nl_pid));
}

// The controls, and whoever starts a jail, have it as standard input.
void Canaries::make_terminal() {
  keyboard_ = Fd(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
  ::grantpt(keyboard_.get());
  ::unlockpt(keyboard_.get());
  char name[64];
  ::ptsname_r(keyboard_.get(), name, sizeof name);
  terminal_ = open_file(name, O_RDWR | O_NOCTTY).take();
  (void)!::fchown(terminal_.get(), user_, user_);
  input_ = duplicate_of(0).take();
  ::dup2(terminal_.get(), 0);
}

void Canaries::make_process() {
  shared_ = static_cast<Shared*>(
      ::mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  auto steal = make_pipe().take();
  steal_read_ = std::move(steal.read);
  steal_write_ = std::move(steal.write);
  ::fcntl(steal_read_.get(), F_SETFL, O_NONBLOCK);
  auto ready = make_pipe().take();
  process_ = ::fork();
  if (process_ == 0) {
    if (::geteuid() != user_ &&
        (::setresgid(user_, user_, user_) != 0 || ::setresuid(user_, user_, user_) != 0))
      ::_exit(1);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::prctl(PR_SET_DUMPABLE, 1);
    ::prctl(PR_SET_NAME, kCanaryName);
    const rlimit files{kFilesOfProcess, kFilesOfProcess};
    ::setrlimit(RLIMIT_NOFILE, &files);
    sigset_t signals;
    ::sigemptyset(&signals);
    ::sigaddset(&signals, SIGURG);
    ::sigaddset(&signals, SIGRTMIN);
    ::sigprocmask(SIG_BLOCK, &signals, nullptr);
    ready.write.close();
    for (;;) ++(::sigwaitinfo(&signals, nullptr) == SIGURG ? shared_->signals : shared_->answers);
  }
  ready.write.close();
  char byte = 0;
  (void)!::read(ready.read.get(), &byte, 1);  // ends when the process is ready
  note("process", std::to_string(process_));
  note("word", std::to_string(reinterpret_cast<std::uintptr_t>(&shared_->word)));
  note("memory", std::to_string(reinterpret_cast<std::uintptr_t>(secret_.data())));
  note("descriptor", std::to_string(steal_write_.get()));
  leaked_process_ = leaked(Fd(static_cast<int>(::syscall(SYS_pidfd_open, process_, 0))));
  note("handle-of-process", std::to_string(leaked_process_.get()));
}

// Signals of lower numbers are taken first: when this one is answered, what came before it has been counted.
bool Canaries::process_answers() const {
  const int before = shared_->answers;
  ::kill(process_, SIGRTMIN);
  for (int tries = 0; tries < 2000 && shared_->answers == before; ++tries) ::usleep(1000);
  return shared_->answers != before;
}

void Canaries::lay_out() {
  std::ofstream(file("image/canary")) << notes_;
  (void)!::chown(file("image/canary").c_str(), user_, user_);
  before_ = snapshot();
}

// ctime tells of every change, also of those that are put back.
std::string Canaries::snapshot() const {
  std::string text;
  std::error_code problem;
  std::set<std::string> paths{directory_};
  for (auto at = fs::recursive_directory_iterator(directory_, problem);
       at != fs::recursive_directory_iterator(); ++at)
    paths.insert(at->path());
  for (const auto& path : paths) {
    struct stat found {};
    ::lstat(path.c_str(), &found);
    text += path + " " + std::to_string(found.st_mode) + " " + std::to_string(found.st_ctim.tv_sec) + "." +
            std::to_string(found.st_ctim.tv_nsec) + "\n";
  }
  return text;
}

std::set<std::string> Canaries::touched(const std::string& said) const {
  std::set<std::string> found;
  const auto add = [&](bool was, const char* name) {
    if (was) found.insert(name);
  };
  add(Fd(::accept4(tcp_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK)).get() >= 0, "tcp");
  add(has_message(udp_), "udp");
  add(has_message(socket_), "socket");
  add(has_message(abstract_), "abstract");
  add(has_message(netlink_), "netlink");
  add(has_message(inherited_end_), "inherited");
  int typed = 0;
  ::ioctl(terminal_.get(), FIONREAD, &typed);
  pollfd echoed{keyboard_.get(), POLLIN, 0};
  add(typed > 0 || ::poll(&echoed, 1, 0) == 1, "terminal");
  add(snapshot() != before_, "files");
  char byte = 0;
  add(::read(steal_read_.get(), &byte, 1) == 1, "descriptor");
  add(!process_answers() || shared_->signals != 0 || open_files_of(process_) != kFilesOfProcess ||
          ::getpriority(PRIO_PROCESS, static_cast<id_t>(process_)) != ::getpriority(PRIO_PROCESS, 0),
      "process");
  add(shared_->word != 0, "memory");
  add(own_signals != 0, "signal");
  add(said.find(secret_) != std::string::npos, "secret");
  add(said.find('\x1b') != std::string::npos, "steered");
  return found;
}

std::string Canaries::layer() const {
  const auto command = "tar -cf - -C " + image() + " .";
  const std::unique_ptr<FILE, int (*)(FILE*)> tar(::popen(command.c_str(), "r"), ::pclose);
  std::string bytes;
  std::array<char, 65536> buffer;
  for (std::size_t size = 0; (size = ::fread(buffer.data(), 1, buffer.size(), tar.get())) > 0;)
    bytes.append(buffer.data(), size);
  return bytes;
}

}  // namespace lazaret::sandbox
