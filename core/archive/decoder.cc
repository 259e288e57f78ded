// SPDX-License-Identifier: Apache-2.0
#include "core/archive/decoder.h"

#include <algorithm>
#include <cstring>

#include "core/archive/decoders.h"
#include "core/base/bytes.h"

namespace lazaret::archive {
namespace {

bool begins_with(std::span<const std::byte> bytes, std::string_view magic) {
  return as_text(bytes).substr(0, magic.size()) == magic;
}

// RFC 8878 section 3.1.2: skippable frames begin with any of 0x184D2A50 to 0x184D2A5F, little-endian.
bool begins_skippable_frame(std::span<const std::byte> bytes) {
  return bytes.size() >= 4 && (bytes[0] & std::byte{0xf0}) == std::byte{0x50} &&
         begins_with(bytes.subspan(1), "\x2a\x4d\x18");
}

class PlainDecoder : public Decoder {
 public:
  PlainDecoder(DecoderInput input, const Limits& limits)
      : Decoder(Compression::None, limits), input_(std::move(input)) {}
  std::uint64_t compressed_bytes() const override { return input_.used(); }

 protected:
  Result<std::size_t> decode(std::span<std::byte> buffer) override {
    const auto sniffed = input_.available();
    if (sniffed.empty()) return input_.read_directly(buffer);
    const std::size_t count = std::min(sniffed.size(), buffer.size());
    std::memcpy(buffer.data(), sniffed.data(), count);
    input_.consume(count);
    return count;
  }
  Result<std::uint64_t> pass_over(std::uint64_t count) override {
    const auto sniffed = static_cast<std::size_t>(std::min<std::uint64_t>(count, input_.available().size()));
    input_.consume(sniffed);
    TRY(input_.skip_directly(count - sniffed));
    return count;
  }

 private:
  DecoderInput input_;
};

}  // namespace

std::string_view to_string(Compression compression) {
  switch (compression) {
    case Compression::None: return "none";
    case Compression::Gzip: return "gzip";
    case Compression::Zstd: return "zstd";
    case Compression::Bzip2: return "bzip2";
    case Compression::Xz: return "xz";
  }
  return "none";
}

Compression detect_compression(std::span<const std::byte> first_bytes) {
  if (begins_with(first_bytes, "\x1f\x8b\x08")) return Compression::Gzip;
  if (begins_with(first_bytes, "\x28\xb5\x2f\xfd") || begins_skippable_frame(first_bytes))
    return Compression::Zstd;
  if (begins_with(first_bytes, "BZh")) return Compression::Bzip2;
  if (begins_with(first_bytes, std::string_view("\xfd"
                                                "7zXZ\0",
                                                6)))
    return Compression::Xz;
  return Compression::None;
}

std::unique_ptr<Decoder> make_plain_decoder(DecoderInput input, const Limits& limits) {
  return std::make_unique<PlainDecoder>(std::move(input), limits);
}

Result<std::size_t> Decoder::read(std::span<std::byte> buffer) {
  if (failure_) return *failure_;
  auto result = decode(buffer);
  if (result.has_value()) result = account(*result).map([&] { return *result; });
  if (!result.has_value()) failure_ = result.error();
  return result;
}

Result<void> Decoder::skip(std::uint64_t count) {
  if (failure_) return *failure_;
  auto passed = pass_over(count);
  if (passed.has_value()) passed = account(*passed).map([&] { return *passed; });
  if (!passed.has_value()) {
    failure_ = passed.error();
    return *failure_;
  }
  return ByteSource::skip(count - *passed);
}

Result<void> Decoder::account(std::uint64_t count) {
  uncompressed_bytes_ += count;
  if (uncompressed_bytes_ > limits_.layer_bytes)
    return make_error(
        ErrorCode::LimitExceeded,
        "stream is larger than layer_bytes, " + std::to_string(limits_.layer_bytes) + ", when decompressed");
  std::uint64_t allowed = 0;
  const bool unbounded = multiply_overflows(limits_.expansion_ratio, compressed_bytes(), allowed);
  if (unbounded || uncompressed_bytes_ <= limits_.expansion_ratio_from_bytes ||
      uncompressed_bytes_ <= allowed)
    return {};
  return make_error(ErrorCode::LimitExceeded, "stream expands more than expansion_ratio, " +
                                                  std::to_string(limits_.expansion_ratio) + ": " +
                                                  std::to_string(uncompressed_bytes_) +
                                                  " bytes came out of " + std::to_string(compressed_bytes()));
}

Result<std::unique_ptr<Decoder>> open_decoder(ByteSource& input, const Limits& limits) {
  DecoderInput buffered(input);
  TRY(buffered.fill_at_least(kMagicBytes));
  const Compression compression = detect_compression(buffered.available());
  switch (compression) {
    case Compression::None: return make_plain_decoder(std::move(buffered), limits);
    case Compression::Gzip: {
      auto inflater = TRY(make_inflater());
      return make_gzip_decoder(std::move(buffered), limits, std::move(inflater));
    }
    case Compression::Zstd: return make_zstd_decoder(std::move(buffered), limits);
    case Compression::Bzip2:
    case Compression::Xz: break;
  }
  return make_error(ErrorCode::Unsupported, std::string(to_string(compression)) +
                                                " layers are not supported, supported are: none, gzip, zstd");
}

}  // namespace lazaret::archive
