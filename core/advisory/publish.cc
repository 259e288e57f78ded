// SPDX-License-Identifier: Apache-2.0
#include "core/advisory/publish.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cstdio>

#include "core/base/digest.h"
#include "core/base/fd.h"

namespace lazaret::advisory {
namespace {

std::string directory_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

std::span<const std::byte> bytes_of(const layout::Header& header) {
  return std::as_bytes(std::span(&header, 1));
}

std::uint8_t nibble(char hex) { return static_cast<std::uint8_t>(hex <= '9' ? hex - '0' : hex - 'a' + 10); }

void fill_digest(layout::Header& header, const std::array<std::string, layout::kSectionCount>& sections) {
  Hasher hasher;
  hasher.update(bytes_of(header).subspan(layout::kDigestedFrom));
  for (const std::string& section : sections) hasher.update(section);
  const Digest digest = hasher.finish();
  for (std::size_t i = 0; i < header.digest.size(); ++i)
    header.digest[i] =
        static_cast<std::uint8_t>(nibble(digest.hex()[2 * i]) << 4 | nibble(digest.hex()[2 * i + 1]));
}

Result<void> sync(const Fd& fd, const std::string& name) {
  if (fsync(fd.get()) != 0) return io_error("cannot sync " + name);
  return {};
}

// Two builders of one name: the second does not wait, and says so. A leftover of a killed one is used again.
// The name is looked up once more under the lock: a builder that has just ended may have renamed the file
// that we opened.
Result<Fd> lock_temporary(const std::string& temporary) {
  Fd file = TRY(open_file(temporary, O_WRONLY | O_CREAT | O_NOFOLLOW, 0644));
  struct stat named {};
  const bool is_locked = flock(file.get(), LOCK_EX | LOCK_NB) == 0;
  const bool is_named =
      is_locked && lstat(temporary.c_str(), &named) == 0 && named.st_ino == TRY(stat_of(file)).st_ino;
  if (!is_named)
    return make_error(ErrorCode::Conflict,
                      "another build is writing " + temporary + "; wait until it has ended");
  return file;
}

Result<void> write_and_rename(const Fd& file, const std::string& temporary, const std::string& path,
                              const layout::Header& header,
                              const std::array<std::string, layout::kSectionCount>& sections) {
  TRY(write_all(file, bytes_of(header)));
  for (const std::string& section : sections) TRY(write_all(file, as_byte_span(section)));
  TRY(sync(file, temporary));
  if (std::rename(temporary.c_str(), path.c_str()) != 0)
    return io_error("cannot rename " + temporary + " to " + path);
  const Fd directory = TRY(open_file(directory_of(path), O_RDONLY | O_DIRECTORY));
  return sync(directory, directory_of(path));
}

}  // namespace

Result<void> publish_file(const std::string& path, layout::Header header,
                          const std::array<std::string, layout::kSectionCount>& sections) {
  fill_digest(header, sections);
  const std::string temporary = path + ".new";
  const Fd file = TRY(lock_temporary(temporary));
  if (ftruncate(file.get(), 0) != 0) return io_error("cannot empty " + temporary);
  auto result = write_and_rename(file, temporary, path, header, sections);
  if (!result.has_value()) unlink(temporary.c_str());
  return result;
}

}  // namespace lazaret::advisory
