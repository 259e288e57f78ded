// SPDX-License-Identifier: Apache-2.0
// Decompression of one stream: recognises the format by its first bytes and gives the plain bytes.
// Called by the unpacker inside a jail. Trusts nothing: window, expansion and output size are limited.
// Source: RFC 1952 (gzip), RFC 8878 (Zstandard), OCI image specification v1.1 layer.md "Distributable
// Format".
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "core/archive/byte_source.h"
#include "core/base/limits.h"
#include "core/base/result.h"

namespace lazaret::archive {

enum class Compression { None, Gzip, Zstd, Bzip2, Xz };
std::string_view to_string(Compression compression);  // "none", "gzip" …

// Enough bytes for detect_compression; fewer are fine where the stream is shorter.
inline constexpr std::size_t kMagicBytes = 6;
// None is also the answer for what is not known: a plain tar has its magic elsewhere.
Compression detect_compression(std::span<const std::byte> first_bytes);

// Plain bytes out. Read until 0 to know that the stream was whole: only the end is checked against the
// stream's own length, and only the end says that nothing follows. After an error every later read gives an
// error.
class Decoder : public ByteSource {
 public:
  Decoder(Compression compression, const Limits& limits) : compression_(compression), limits_(limits) {}
  Result<std::size_t> read(std::span<std::byte> buffer) final;
  Result<void> skip(std::uint64_t count) final;

  Compression compression() const { return compression_; }
  // Bytes of the stored form that were used up so far; all of them once read() gave 0.
  virtual std::uint64_t compressed_bytes() const = 0;
  std::uint64_t uncompressed_bytes() const { return uncompressed_bytes_; }

 protected:
  virtual Result<std::size_t> decode(std::span<std::byte> buffer) = 0;
  // Passes over up to `count` bytes without producing them, where the format allows; gives how many.
  virtual Result<std::uint64_t> pass_over(std::uint64_t) { return std::uint64_t{0}; }
  const Limits& limits() const { return limits_; }

 private:
  // Counts what came out and holds it against the limits.
  Result<void> account(std::uint64_t count);

  Compression compression_;
  Limits limits_;
  std::uint64_t uncompressed_bytes_ = 0;
  std::optional<Error> failure_;
};

// Borrows `input`, which must outlive the decoder and is not to be read by anyone else.
// Errors: Unsupported for bzip2 and xz; what reading the first bytes gives.
Result<std::unique_ptr<Decoder>> open_decoder(ByteSource& input, const Limits& limits);

}  // namespace lazaret::archive
