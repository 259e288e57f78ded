// SPDX-License-Identifier: Apache-2.0
#include "core/scan/cache.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

namespace lazaret::scan {
namespace {

Result<void> make_directories(const std::string& path) {
  std::error_code problem;
  std::filesystem::create_directories(path, problem);
  if (problem) return io_error("cannot make the cache directory " + path, problem.value());
  return {};
}

// Whoever may write here may forge what an image holds.
Result<void> refuse_shared(const Fd& directory, const std::string& path) {
  const auto status = TRY(stat_of(directory));
  if (status.st_uid != ::geteuid() || (status.st_mode & 022) != 0)
    return make_error(ErrorCode::Denied,
                      "cache directory " + path +
                          " belongs to somebody else or may be written by others: name another with "
                          "--cache-dir, or use --no-cache");
  return {};
}

}  // namespace

Result<Cache> Cache::open(const std::string& directory) {
  Cache cache;
  if (directory.empty()) return cache;
  TRY(make_directories(directory));
  ::chmod(directory.c_str(), 0700);
  cache.directory_ = directory;
  cache.directory_fd_ = TRY(open_file(directory, O_RDONLY | O_DIRECTORY | O_NOFOLLOW));
  TRY(refuse_shared(cache.directory_fd_, directory));
  return cache;
}

std::string Cache::path_of(std::string_view kind, std::string_view key, std::string_view suffix) const {
  std::string path = directory_;
  path.append("/").append(kind).append("/").append(key.substr(0, 2)).append("/").append(key).append(suffix);
  return path;
}

Result<Fd> Cache::find(std::string_view kind, std::string_view key) const {
  if (!keeps()) return make_error(ErrorCode::NotFound, "no cache");
  return open_file(path_of(kind, key, ""), O_RDONLY | O_NOFOLLOW);
}

Result<Fd> Cache::lock(std::string_view kind, std::string_view key) const {
  if (!keeps()) return Fd();
  const std::string path = path_of(kind, key, ".lock");
  TRY(make_directories(std::filesystem::path(path).parent_path()));
  for (;;) {
    Fd fd = TRY(open_file(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0600));
    while (::flock(fd.get(), LOCK_EX) != 0)
      if (errno != EINTR) return io_error("cannot lock " + path);
    // The file may have been removed between open and lock: then the lock protects nothing.
    struct stat named {};
    const auto held = TRY(stat_of(fd));
    if (::stat(path.c_str(), &named) == 0 && named.st_ino == held.st_ino) return fd;
  }
}

Result<Fd> Cache::make_file() const {
  if (!keeps()) return make_memory_file("lazaret-layer");
  return make_unnamed_file(directory_);
}

Result<void> Cache::publish(const Fd& file, std::string_view kind, std::string_view key) const {
  if (!keeps()) return {};
  if (::fdatasync(file.get()) != 0) return io_error("cannot sync a cache entry");
  const std::string path = path_of(kind, key, "");
  TRY(make_directories(std::filesystem::path(path).parent_path()));
  const std::string source = "/proc/self/fd/" + std::to_string(file.get());
  if (::linkat(AT_FDCWD, source.c_str(), AT_FDCWD, path.c_str(), AT_SYMLINK_FOLLOW) != 0 && errno != EEXIST)
    return io_error("cannot publish the cache entry " + path);
  ::unlink(path_of(kind, key, ".lock").c_str());
  return {};
}

void Cache::discard(std::string_view kind, std::string_view key) const {
  if (keeps()) ::unlink(path_of(kind, key, "").c_str());
}

}  // namespace lazaret::scan
