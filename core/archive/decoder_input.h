// SPDX-License-Identifier: Apache-2.0
// The compressed side of a decoder: one buffer over a ByteSource, counted, with room to step a few bytes
// back. Called by the decoders of this folder alone. Trusts nothing and looks at nothing.
#pragma once

#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <span>

#include "core/archive/byte_source.h"

namespace lazaret::archive {

class DecoderInput {
 public:
  explicit DecoderInput(ByteSource& source)
      : source_(source), buffer_(std::make_unique<std::byte[]>(kGiveBackBytes + kBufferBytes)) {}

  // The most that give_back() takes: an inflater reads ahead by at most one 64-bit word.
  static constexpr std::size_t kGiveBackBytes = 8;

  // Reads on when nothing is available; false at the end of the source.
  Result<bool> fill() {
    if (begin_ < end_) return true;
    return refill();
  }
  // Reads until `count` bytes are available or the source ends; only before anything was consumed.
  Result<void> fill_at_least(std::size_t count) {
    while (end_ - begin_ < count) {
      const std::size_t got = TRY(source_.read({buffer_.get() + end_, kGiveBackBytes + kBufferBytes - end_}));
      if (got == 0) return {};
      end_ += got;
    }
    return {};
  }
  std::span<const std::byte> available() const { return {buffer_.get() + begin_, end_ - begin_}; }
  void consume(std::size_t count) {
    begin_ += count;
    used_ += count;
  }
  // Takes back the last `count` bytes consumed: they lie in front of available(), across refills too.
  void give_back(std::size_t count) {
    begin_ -= count;
    used_ -= count;
  }
  // The next byte, consumed; nothing at the end.
  Result<std::optional<std::uint8_t>> next_byte() {
    if (!TRY(fill())) return std::optional<std::uint8_t>();
    const auto byte = std::to_integer<std::uint8_t>(buffer_[begin_]);
    consume(1);
    return std::optional(byte);
  }
  std::uint64_t used() const { return used_; }

  // Past the buffer, once it is empty: for data that is passed through.
  Result<std::size_t> read_directly(std::span<std::byte> out) {
    const std::size_t got = TRY(source_.read(out));
    used_ += got;
    return got;
  }
  Result<void> skip_directly(std::uint64_t count) {
    TRY(source_.skip(count));
    used_ += count;
    return {};
  }

 private:
  static constexpr std::size_t kBufferBytes = 128 * 1024;

  Result<bool> refill() {
    // The last bytes move to the front of the buffer, where give_back() finds them.
    std::memmove(buffer_.get(), buffer_.get() + end_ - kGiveBackBytes, kGiveBackBytes);
    begin_ = end_ = kGiveBackBytes;
    const std::size_t got = TRY(source_.read({buffer_.get() + end_, kBufferBytes}));
    end_ += got;
    return got > 0;
  }

  ByteSource& source_;
  std::unique_ptr<std::byte[]> buffer_;
  std::size_t begin_ = kGiveBackBytes;
  std::size_t end_ = kGiveBackBytes;
  std::uint64_t used_ = 0;
};

}  // namespace lazaret::archive
