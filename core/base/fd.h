// SPDX-License-Identifier: Apache-2.0
// Owned file descriptors and the few system calls on them; no other file calls open, pipe, memfd_create,
// close. Called by everything that touches the system. Every descriptor is close-on-exec from birth. Trusts
// nothing that it reads; short reads, EINTR and EPIPE are handled here and nowhere else.
#pragma once

#include <sys/stat.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "core/base/result.h"

namespace lazaret {

class Fd {
 public:
  Fd() = default;
  explicit Fd(int raw) : raw_(raw) {}
  Fd(Fd&& other) noexcept : raw_(other.release()) {}
  Fd& operator=(Fd&& other) noexcept;
  ~Fd() { close(); }

  explicit operator bool() const { return raw_ >= 0; }
  int get() const { return raw_; }
  [[nodiscard]] int release();
  void close();  // EINTR is success: Linux has closed the descriptor

 private:
  int raw_ = -1;
};

struct PipeEnds {
  Fd read;
  Fd write;
};

Result<Fd> open_file(const std::string& path, int flags, mode_t mode = 0);
Result<Fd> open_at(int directory, const std::string& path, int flags, mode_t mode = 0);
Result<Fd> duplicate(const Fd& fd);
Result<Fd> duplicate_of(int raw);  // of a descriptor that somebody else owns: standard input and output
Result<PipeEnds> make_pipe();
// A sequenced-packet socket pair: message boundaries are kept, descriptors can be passed.
Result<PipeEnds> make_socket_pair();
// Anonymous memory that can be sealed.
Result<Fd> make_memory_file(const std::string& debug_name);
// Forbids writing, growing and shrinking from now on.
Result<void> seal(const Fd& memory_file);
// An unnamed file in `directory` (O_TMPFILE); falls back to a created-and-unlinked file where that is not
// there.
Result<Fd> make_unnamed_file(const std::string& directory);

Result<struct stat> stat_of(const Fd& fd);
Result<std::uint64_t> size_of(const Fd& fd);
// At most buffer.size() bytes; 0 is the end.
Result<std::size_t> read_some(const Fd& fd, std::span<std::byte> buffer);
// At most buffer.size() bytes at `offset`; fewer only at the end of the file.
Result<std::size_t> read_at(const Fd& fd, std::uint64_t offset, std::span<std::byte> buffer);
Result<void> write_all(const Fd& fd, std::span<const std::byte> bytes);
// The whole file, refused above `limit_bytes` (the message names `what`).
Result<std::string> read_whole(const Fd& fd, std::uint64_t limit_bytes, const std::string& what);
Result<std::string> read_file(const std::string& path, std::uint64_t limit_bytes);

// A private read-only mapping; empty for an empty file. Only for files that we own and nobody truncates.
class MappedFile {
 public:
  MappedFile() = default;
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  ~MappedFile();
  static Result<MappedFile> map(const Fd& fd);
  std::span<const std::byte> bytes() const { return {data_, size_}; }

 private:
  const std::byte* data_ = nullptr;
  std::size_t size_ = 0;
};

inline std::span<const std::byte> as_byte_span(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}
inline std::string_view as_text(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace lazaret
