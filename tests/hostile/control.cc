// SPDX-License-Identifier: Apache-2.0
// control PLUGIN IMAGE [namespaces]: loads a hostile plugin without any jail, shows it the directory IMAGE as
// a naive host would, and runs it. Exits with 10 when the attack worked, 11 when it did not; what the plugin
// emits goes to standard output. Called by the hostile suite before it believes that a jail stopped anything.
#include <dlfcn.h>
#include <fcntl.h>
#include <lazaret/plugin.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>

namespace {

constexpr int kWorked = 10, kRefused = 11, kBroken = 64;
int image = -1;

// Believes what it is told about where texts are and how long.
void put(lz_text text) {
  for (std::uint32_t i = 0; i < text.size; ++i) std::putchar(text.data[i]);
  std::fflush(stdout);
}

// As scanners do that unpack an image and open its files: links are followed wherever they lead.
std::int32_t stat_file(const lz_host*, lz_text path, std::uint32_t follow, lz_file_info* info) {
  char name[4096] = {};
  memcpy(name, path.data, path.size < sizeof name - 1 ? path.size : sizeof name - 1);
  const int fd = ::openat(image, name, O_RDONLY | O_CLOEXEC | (follow == 0 ? O_NOFOLLOW : 0));
  struct stat found {};
  if (fd < 0 || ::fstat(fd, &found) != 0) return LZ_ERR_NOT_FOUND;
  info->size = static_cast<std::uint64_t>(found.st_size);
  info->node = static_cast<std::uint64_t>(fd);
  return LZ_OK;
}

std::int64_t read_file(const lz_host*, std::uint64_t node, std::uint64_t offset, void* buffer,
                       std::uint64_t size) {
  const int fd = static_cast<int>(node);
  const auto got = ::pread(fd, buffer, size, static_cast<off_t>(offset));
  return got >= 0 ? got : ::read(fd, buffer, size);
}

std::int32_t map_file(const lz_host* host, std::uint64_t node, const void** data, std::uint64_t* size) {
  struct stat found {};
  if (::fstat(static_cast<int>(node), &found) != 0) return LZ_ERR_INVALID;
  void* copy = ::aligned_alloc(4096, (static_cast<std::size_t>(found.st_size) + 4095) / 4096 * 4096);
  if (copy == nullptr) return LZ_ERR_INTERNAL;
  *data = copy;
  *size = static_cast<std::uint64_t>(found.st_size);
  return host->read_at(host, node, 0, copy, *size) >= 0 ? LZ_OK : LZ_ERR_NO_CONTENT;
}

std::int32_t emit(const lz_host*, const lz_record* record) {
  if (record->kind == LZ_RECORD_GAP) put(static_cast<const lz_gap*>(record->body)->subject);
  return LZ_OK;
}

int run(const char* path, const char* directory) {
  void* library = ::dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) return std::printf("%s\n", ::dlerror()), kBroken + 1;
  const auto* plugin = static_cast<const lz_plugin*>(::dlsym(library, "lazaret_plugin_v1"));
  static lz_host host{};
  host.struct_size = sizeof host;
  host.emit = emit;
  host.stat = stat_file;
  host.read_at = read_file;
  host.map = map_file;
  host.log = [](const lz_host*, std::uint32_t, lz_text) {};
  host.image_path = {directory, static_cast<std::uint32_t>(strlen(directory)), 0};  // as its tree, too
  host.set_error = [](const lz_host*, lz_text text) { put(text); };
  void* instance = nullptr;
  if (plugin->create(&host, &instance) != LZ_OK) return kBroken + 2;
  const auto scanned = plugin->scan(instance);
  plugin->destroy(instance);
  return scanned == LZ_OK ? kWorked : kRefused;
}

bool write_file(const char* path, const char* text) {
  const int fd = ::open(path, O_WRONLY | O_CLOEXEC);
  return fd >= 0 && ::write(fd, text, strlen(text)) == static_cast<ssize_t>(strlen(text)) && ::close(fd) == 0;
}

bool map_users(pid_t child) {
  char path[64], map[64];
  std::snprintf(path, sizeof path, "/proc/%d/setgroups", child);
  const bool denied = write_file(path, "deny");
  std::snprintf(path, sizeof path, "/proc/%d/uid_map", child);
  std::snprintf(map, sizeof map, "0 %u 1", ::geteuid());
  const bool users = write_file(path, map);
  std::snprintf(path, sizeof path, "/proc/%d/gid_map", child);
  std::snprintf(map, sizeof map, "0 %u 1", ::getegid());
  return denied && users && write_file(path, map);
}

// Root of namespaces of its own, standing in a read-only mount of the image.
bool stand_in_mount(const char* directory) {
  return ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
         ::mount(directory, directory, nullptr, MS_BIND, nullptr) == 0 &&
         ::mount(nullptr, directory, nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY, nullptr) == 0 &&
         ::chdir(directory) == 0;
}

// By clone(2): the suite denies itself only unshare(2), with which the launcher makes namespaces.
int run_in_namespaces(const char* path, const char* directory) {
  int go[2];
  if (::pipe2(go, O_CLOEXEC) != 0) return kBroken + 3;
  constexpr unsigned long kAll = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWPID;
  const auto child = static_cast<pid_t>(::syscall(SYS_clone, kAll | SIGCHLD, 0, 0, 0, 0));
  if (child < 0) return kBroken + 4;
  if (child == 0) {
    char word = 0;
    ::close(go[1]);
    if (::read(go[0], &word, 1) != 1 || !stand_in_mount(directory)) ::_exit(kBroken + 5);
    ::_exit(run(path, directory));
  }
  const bool mapped = map_users(child) && ::write(go[1], "g", 1) == 1;
  ::close(go[1]);
  int status = 0;
  ::waitpid(child, &status, 0);
  return mapped && WIFEXITED(status) ? WEXITSTATUS(status) : kBroken + 6;
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) return kBroken;
  image = ::open(arguments[2], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (image < 0 || ::chdir(arguments[2]) != 0) return kBroken;
  (void)!::write(1, "", 1);  // the test knows from here on that it runs
  return count > 3 ? run_in_namespaces(arguments[1], arguments[2]) : run(arguments[1], arguments[2]);
}
