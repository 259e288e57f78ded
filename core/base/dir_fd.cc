// SPDX-License-Identifier: Apache-2.0
#include "core/base/dir_fd.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>

namespace lazaret {
namespace {

constexpr std::uint64_t kNoLinks = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
constexpr std::uint64_t kLinksBeneath = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;

Result<Fd> only_regular(Fd file, const std::string& path) {
  if (S_ISREG(TRY(stat_of(file)).st_mode)) return Result<Fd>(std::move(file));
  return make_error(ErrorCode::InvalidInput, path + " is not a regular file");
}

struct CloseDir {
  void operator()(DIR* directory) const { ::closedir(directory); }
};

}  // namespace

Result<DirFd> DirFd::open(const std::string& path) {
  return DirFd(TRY(open_file(path, O_RDONLY | O_DIRECTORY)));
}

Result<Fd> DirFd::open_beneath(const std::string& path, int flags, std::uint64_t resolve) const {
  struct open_how how {};
  how.flags = static_cast<std::uint64_t>(flags | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  how.resolve = resolve;
  constexpr int kAttempts = 8;  // EAGAIN: a rename happened elsewhere while ".." was being checked
  for (int attempt = 0;; ++attempt) {
    const long raw = ::syscall(SYS_openat2, fd_.get(), path.c_str(), &how, sizeof how);
    if (raw >= 0) return Fd(static_cast<int>(raw));
    if (errno == ELOOP)
      return make_error(ErrorCode::InvalidInput, path + " is a symbolic link, or reached by one");
    if (errno == EXDEV) return make_error(ErrorCode::InvalidInput, path + " leads out of its directory");
    if ((errno != EAGAIN && errno != EINTR) || attempt == kAttempts) return io_error("cannot open " + path);
  }
}

Result<Fd> DirFd::open_regular(const std::string& path) const {
  return only_regular(TRY(open_beneath(path, O_RDONLY | O_NOFOLLOW, kNoLinks)), path);
}

Result<Fd> DirFd::open_linked(const std::string& path) const {
  return only_regular(TRY(open_beneath(path, O_RDONLY, kLinksBeneath)), path);
}

Result<DirFd> DirFd::open_directory(const std::string& path) const {
  return DirFd(TRY(open_beneath(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, kNoLinks)));
}

Result<struct stat> DirFd::stat_entry(const std::string& name) const {
  struct stat status {};
  if (::fstatat(fd_.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT) != 0)
    return io_error("cannot stat " + name);
  return status;
}

Result<std::string> DirFd::read_link(const std::string& name) const {
  constexpr std::size_t kLongestTarget = 4096;  // PATH_MAX: the kernel makes no longer one
  std::string target(kLongestTarget, '\0');
  const ssize_t length = ::readlinkat(fd_.get(), name.c_str(), target.data(), target.size());
  if (length < 0) return io_error("cannot read the link " + name);
  target.resize(static_cast<std::size_t>(length));
  return target;
}

Result<std::vector<std::string>> DirFd::names(std::uint64_t limit) const {
  Fd own = TRY(open_at(fd_.get(), ".", O_RDONLY | O_DIRECTORY));  // a position of its own
  std::unique_ptr<DIR, CloseDir> directory(::fdopendir(own.get()));
  if (!directory) return io_error("cannot list a directory");
  static_cast<void>(own.release());
  std::vector<std::string> names;
  for (errno = 0; const dirent* entry = ::readdir(directory.get()); errno = 0) {
    if (std::strcmp(entry->d_name, ".") == 0 || std::strcmp(entry->d_name, "..") == 0) continue;
    if (names.size() == limit)
      return make_error(ErrorCode::LimitExceeded,
                        "a directory has more than " + std::to_string(limit) + " entries");
    names.emplace_back(entry->d_name);
  }
  if (errno != 0) return io_error("cannot list a directory");
  std::sort(names.begin(), names.end());
  return names;
}

Result<std::int64_t> DirFd::file_system_magic() const {
  struct statfs status {};
  if (::fstatfs(fd_.get(), &status) != 0) return io_error("cannot stat a file system");
  return static_cast<std::int64_t>(status.f_type);
}

}  // namespace lazaret
