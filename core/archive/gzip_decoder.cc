// SPDX-License-Identifier: Apache-2.0
// Gzip members around an Inflater: headers, trailers, several members (eStargz layers have one a chunk),
// padding. Made by open_decoder. Hostile bytes; header fields are passed over, never kept. Source: RFC 1952
// section 2.3.
#include <algorithm>

#include "core/archive/decoders.h"

namespace lazaret::archive {
namespace {

constexpr std::uint8_t kHasHeaderCrc = 0x02, kHasExtra = 0x04, kHasName = 0x08, kHasComment = 0x10,
                       kReserved = 0xe0;

class GzipDecoder : public Decoder {
 public:
  GzipDecoder(DecoderInput input, const Limits& limits, std::unique_ptr<Inflater> inflater)
      : Decoder(Compression::Gzip, limits), input_(std::move(input)), inflater_(std::move(inflater)) {}

  std::uint64_t compressed_bytes() const override { return input_.used(); }

 protected:
  Result<std::size_t> decode(std::span<std::byte> buffer) override {
    for (;;) {
      if (!in_member_ && !TRY(begin_member())) return std::size_t{0};
      const std::size_t given = TRY(inflate_some(buffer));
      if (given > 0) return given;
    }
  }

 private:
  Result<std::size_t> inflate_some(std::span<std::byte> buffer) {
    auto result = inflater_->step(input_.available(), buffer);
    if (!result.has_value()) return std::move(result.error()).with_context(here("gzip stream"));
    const Inflater::Step step = *result;
    input_.consume(step.taken);
    input_.give_back(step.returned);
    member_bytes_ += step.given;
    if (step.finished) {
      TRY(end_member());
    } else if (step.taken == 0 && step.given == 0) {
      if (!input_.available().empty()) return make_error(ErrorCode::InvalidInput, here("gzip stream stalls"));
      if (!TRY(input_.fill())) return ends_early();
    }
    return step.given;
  }

  // False at the end of the stream: after a member, nothing or zero bytes may follow.
  Result<bool> begin_member() {
    if (members_ > 0 && !TRY(another_member())) return false;
    TRY(read_header());
    TRY(inflater_->reset());
    ++members_;
    member_bytes_ = 0;
    in_member_ = true;
    return true;
  }

  Result<bool> another_member() {
    bool padding = false;
    while (TRY(input_.fill())) {
      const auto bytes = input_.available();
      const auto other = std::ranges::find_if(bytes, [](std::byte b) { return b != std::byte{0}; });
      const auto zeros = static_cast<std::size_t>(other - bytes.begin());
      padding = padding || zeros > 0;
      input_.consume(zeros);
      if (other == bytes.end()) continue;
      if (padding) return make_error(ErrorCode::InvalidInput, here("gzip stream is followed by other data"));
      return true;
    }
    return false;
  }

  Result<void> read_header() {
    if (TRY(byte()) != 0x1f || TRY(byte()) != 0x8b)
      return make_error(ErrorCode::InvalidInput, here("gzip stream is followed by other data"));
    const std::uint8_t method = TRY(byte());
    const std::uint8_t flags = TRY(byte());
    if (method != 8 || (flags & kReserved) != 0)
      return make_error(ErrorCode::InvalidInput, here("gzip header has an unknown method or flag"));
    TRY(pass(6));  // time, extra flags, system
    if ((flags & kHasExtra) != 0) {
      const std::uint32_t low = TRY(byte());
      const std::uint32_t high = TRY(byte());
      TRY(pass(high << 8 | low));
    }
    if ((flags & kHasName) != 0) TRY(pass_text());
    if ((flags & kHasComment) != 0) TRY(pass_text());
    if ((flags & kHasHeaderCrc) != 0) TRY(pass(2));
    return {};
  }

  // CRC-32, which the digest of the blob makes needless, and the length modulo 2^32.
  Result<void> end_member() {
    TRY(pass(4));
    std::uint32_t length = 0;
    for (int shift = 0; shift < 32; shift += 8) length |= static_cast<std::uint32_t>(TRY(byte())) << shift;
    if (length != static_cast<std::uint32_t>(member_bytes_))
      return make_error(ErrorCode::InvalidInput, here("gzip stream gave " + std::to_string(member_bytes_) +
                                                      " bytes but says " + std::to_string(length)));
    in_member_ = false;
    return {};
  }

  Result<std::uint8_t> byte() {
    const auto value = TRY(input_.next_byte());
    if (!value) return ends_early();
    return *value;
  }
  Result<void> pass(std::uint32_t count) {
    for (; count > 0; --count) TRY(byte());
    return {};
  }
  Result<void> pass_text() {
    for (std::uint64_t length = 0; TRY(byte()) != 0; ++length) {
      if (length >= limits().extended_header_bytes)
        return make_error(ErrorCode::LimitExceeded,
                          here("gzip header is longer than extended_header_bytes, " +
                               std::to_string(limits().extended_header_bytes)));
    }
    return {};
  }

  std::string here(std::string problem) const {
    return std::move(problem) + " at byte " + std::to_string(input_.used());
  }
  Error ends_early() const {
    return make_error(ErrorCode::InvalidInput,
                      "gzip stream ends early at byte " + std::to_string(input_.used()));
  }

  DecoderInput input_;
  std::unique_ptr<Inflater> inflater_;
  std::uint64_t members_ = 0;
  std::uint64_t member_bytes_ = 0;
  bool in_member_ = false;
};

}  // namespace

std::unique_ptr<Decoder> make_gzip_decoder(DecoderInput input, const Limits& limits,
                                           std::unique_ptr<Inflater> inflater) {
  return std::make_unique<GzipDecoder>(std::move(input), limits, std::move(inflater));
}

}  // namespace lazaret::archive
