// SPDX-License-Identifier: Apache-2.0
// A stream of bytes read once from front to back: the one input of decoders and readers.
// Implemented over descriptors, memory and decoders. Called inside jails; the bytes are hostile.
#pragma once

#include <cstdint>
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

}  // namespace lazaret::archive
