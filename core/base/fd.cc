// SPDX-License-Identifier: Apache-2.0
#include "core/base/fd.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

namespace lazaret {

Fd& Fd::operator=(Fd&& other) noexcept {
  if (this != &other) {
    close();
    raw_ = other.release();
  }
  return *this;
}

int Fd::release() { return std::exchange(raw_, -1); }

void Fd::close() {
  if (raw_ >= 0) ::close(std::exchange(raw_, -1));
}

Result<Fd> open_file(const std::string& path, int flags, mode_t mode) {
  return open_at(AT_FDCWD, path, flags, mode);
}

Result<Fd> open_at(int directory, const std::string& path, int flags, mode_t mode) {
  const int raw = ::openat(directory, path.c_str(), flags | O_CLOEXEC, mode);
  if (raw < 0) return io_error("cannot open " + path);
  return Fd(raw);
}

Result<Fd> duplicate(const Fd& fd) { return duplicate_of(fd.get()); }

Result<Fd> duplicate_of(int raw) {
  const int copy = ::fcntl(raw, F_DUPFD_CLOEXEC, 3);
  if (copy < 0) return io_error("cannot duplicate a descriptor");
  return Fd(copy);
}

Result<PipeEnds> make_pipe() {
  int raw[2];
  if (::pipe2(raw, O_CLOEXEC) != 0) return io_error("cannot make a pipe");
  return PipeEnds{Fd(raw[0]), Fd(raw[1])};
}

Result<PipeEnds> make_socket_pair() {
  int raw[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, raw) != 0)
    return io_error("cannot make a socket pair");
  return PipeEnds{Fd(raw[0]), Fd(raw[1])};
}

Result<Fd> make_memory_file(const std::string& debug_name) {
  const int raw = ::memfd_create(debug_name.c_str(), MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (raw < 0) return io_error("cannot make a memory file");
  return Fd(raw);
}

Result<void> seal(const Fd& memory_file) {
  constexpr int kSealTries = 20;
  constexpr int kSeals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;
  // The kernel says EBUSY while it still holds pages itself for a moment (batches of a loaded machine, not
  // mappings of ours); it waits about 0.15 s each time.
  int tries = 0;
  while (::fcntl(memory_file.get(), F_ADD_SEALS, kSeals) != 0)
    if (errno != EBUSY || ++tries == kSealTries) return io_error("cannot seal a memory file");
  return {};
}

Result<Fd> make_unnamed_file(const std::string& directory) {
  const int raw = ::open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (raw >= 0) return Fd(raw);
  if (errno != EOPNOTSUPP && errno != EISDIR) return io_error("cannot make a temporary file in " + directory);
  std::string name = directory + "/.lazaret-XXXXXX";
  const int fallback = ::mkostemp(name.data(), O_CLOEXEC);
  if (fallback < 0) return io_error("cannot make a temporary file in " + directory);
  ::unlink(name.c_str());
  return Fd(fallback);
}

Result<struct stat> stat_of(const Fd& fd) {
  struct stat status {};
  if (::fstat(fd.get(), &status) != 0) return io_error("cannot stat a descriptor");
  return status;
}

Result<std::uint64_t> size_of(const Fd& fd) {
  const auto status = TRY(stat_of(fd));
  return static_cast<std::uint64_t>(status.st_size);
}

Result<std::size_t> read_some(const Fd& fd, std::span<std::byte> buffer) {
  for (;;) {
    const ssize_t got = ::read(fd.get(), buffer.data(), buffer.size());
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno != EINTR) return io_error("cannot read");
  }
}

Result<std::size_t> read_at(const Fd& fd, std::uint64_t offset, std::span<std::byte> buffer) {
  std::size_t done = 0;
  while (done < buffer.size()) {
    const ssize_t got =
        ::pread(fd.get(), buffer.data() + done, buffer.size() - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return io_error("cannot read");
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  return done;
}

Result<void> write_all(const Fd& fd, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t put = ::write(fd.get(), bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return io_error("cannot write");
    bytes = bytes.subspan(static_cast<std::size_t>(put));
  }
  return {};
}

Result<std::string> read_whole(const Fd& fd, std::uint64_t limit_bytes, const std::string& what) {
  std::string text;
  constexpr std::size_t kStep = 64 * 1024;
  for (;;) {
    const std::size_t before = text.size();
    text.resize(before + kStep);
    auto got = read_some(fd, std::as_writable_bytes(std::span(text.data() + before, kStep)));
    if (!got) return std::move(got.error()).with_context(what);
    text.resize(before + *got);
    if (text.size() > limit_bytes)
      return make_error(ErrorCode::LimitExceeded,
                        what + " is larger than " + std::to_string(limit_bytes) + " bytes");
    if (*got == 0) return text;
  }
}

Result<std::string> read_file(const std::string& path, std::uint64_t limit_bytes) {
  const Fd fd = TRY(open_file(path, O_RDONLY));
  return read_whole(fd, limit_bytes, path);
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  return *this;
}

MappedFile::~MappedFile() {
  if (data_ != nullptr) ::munmap(const_cast<std::byte*>(data_), size_);
}

Result<MappedFile> MappedFile::map(const Fd& fd) {
  const std::uint64_t size = TRY(size_of(fd));
  MappedFile mapped;
  if (size == 0) return mapped;
  void* address = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd.get(), 0);
  if (address == MAP_FAILED) return io_error("cannot map a file of " + std::to_string(size) + " bytes");
  mapped.data_ = static_cast<const std::byte*>(address);
  mapped.size_ = size;
  return mapped;
}

}  // namespace lazaret
