// SPDX-License-Identifier: Apache-2.0
#include "core/archive/byte_source.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <memory>

namespace lazaret::archive {
namespace {

constexpr std::size_t kScratchBytes = 64 * 1024;

Error ends_early(std::uint64_t missing) {
  return make_error(ErrorCode::InvalidInput,
                    "stream ends early: " + std::to_string(missing) + " more bytes expected");
}

}  // namespace

Result<void> ByteSource::skip(std::uint64_t count) {
  const std::size_t size = static_cast<std::size_t>(std::min<std::uint64_t>(count, kScratchBytes));
  const auto scratch = std::make_unique_for_overwrite<std::byte[]>(size);
  while (count > 0) {
    const auto most = static_cast<std::size_t>(std::min<std::uint64_t>(count, size));
    const std::size_t got = TRY(read({scratch.get(), most}));
    if (got == 0) return ends_early(count);
    count -= got;
  }
  return {};
}

FdSource::FdSource(const Fd& fd) : fd_(fd) {
  const auto status = stat_of(fd);
  if (status.has_value() && S_ISREG(status->st_mode))
    seekable_end_ = static_cast<std::uint64_t>(status->st_size);
}

Result<std::size_t> FdSource::read(std::span<std::byte> buffer) { return read_some(fd_, buffer); }

Result<void> FdSource::skip(std::uint64_t count) {
  if (!seekable_end_) return ByteSource::skip(count);
  const off_t at = ::lseek(fd_.get(), 0, SEEK_CUR);
  if (at < 0) return io_error("cannot seek");
  const auto here = static_cast<std::uint64_t>(at);
  const std::uint64_t left = *seekable_end_ > here ? *seekable_end_ - here : 0;
  if (count > left) return ends_early(count - left);
  if (::lseek(fd_.get(), static_cast<off_t>(here + count), SEEK_SET) < 0) return io_error("cannot seek");
  return {};
}

Result<std::size_t> MemorySource::read(std::span<std::byte> buffer) {
  const std::size_t count = std::min(buffer.size(), rest_.size());
  if (count > 0) std::memcpy(buffer.data(), rest_.data(), count);
  rest_ = rest_.subspan(count);
  return count;
}

Result<void> MemorySource::skip(std::uint64_t count) {
  if (count > rest_.size()) return ends_early(count - rest_.size());
  rest_ = rest_.subspan(static_cast<std::size_t>(count));
  return {};
}

Result<std::uint64_t> drain(ByteSource& source) {
  const auto scratch = std::make_unique_for_overwrite<std::byte[]>(kScratchBytes);
  std::uint64_t total = 0;
  for (;;) {
    const std::size_t got = TRY(source.read({scratch.get(), kScratchBytes}));
    if (got == 0) return total;
    total += got;
  }
}

}  // namespace lazaret::archive
