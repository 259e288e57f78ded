// SPDX-License-Identifier: Apache-2.0
// A stream of bytes read once from front to back: the one input of decoders and readers.
// Implemented over descriptors, memory and decoders. Called inside jails; the bytes are hostile.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "core/base/fd.h"
#include "core/base/result.h"

namespace lazaret::archive {

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // At least one byte and at most buffer.size(); 0 only at the end, and again after it.
  virtual Result<std::size_t> read(std::span<std::byte> buffer) = 0;
  // Moves over `count` bytes; an error when the source ends before.
  virtual Result<void> skip(std::uint64_t count);
};

// A pipe, socket or file from its current offset on. Borrows the descriptor.
class FdSource : public ByteSource {
 public:
  explicit FdSource(const Fd& fd);
  Result<std::size_t> read(std::span<std::byte> buffer) override;
  // Seeks in a regular file, reads otherwise.
  Result<void> skip(std::uint64_t count) override;

 private:
  const Fd& fd_;
  std::optional<std::uint64_t> seekable_end_;  // the size of a regular file
};

// Bytes that somebody else owns.
class MemorySource : public ByteSource {
 public:
  explicit MemorySource(std::span<const std::byte> bytes) : rest_(bytes) {}
  Result<std::size_t> read(std::span<std::byte> buffer) override;
  Result<void> skip(std::uint64_t count) override;

 private:
  std::span<const std::byte> rest_;
};

// Reads to the end, so that what a decoder checks there is checked; gives the number of bytes.
Result<std::uint64_t> drain(ByteSource& source);

}  // namespace lazaret::archive
