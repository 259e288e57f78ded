// SPDX-License-Identifier: Apache-2.0
// Fuzzes decompression: gzip through every backend, which must agree, and zstd. Limits are small: memory must
// stay so.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>

#include "core/archive/decoders.h"

namespace {

using namespace lazaret;
using namespace lazaret::archive;

Limits small_limits() {
  Limits limits;
  limits.layer_bytes = 4u << 20;
  limits.zstd_window_bytes = 1u << 20;
  limits.extended_header_bytes = 1u << 10;
  return limits;
}

// Everything that comes out, nothing on an error.
std::optional<std::string> outcome(Decoder& decoder) {
  std::string text;
  std::byte buffer[4093];
  for (;;) {
    const auto got = decoder.read(buffer);
    if (!got.has_value()) return std::nullopt;
    if (*got == 0) return text;
    text.append(reinterpret_cast<const char*>(buffer), *got);
  }
}

std::optional<std::string> gunzip(std::span<const std::byte> bytes,
                                  Result<std::unique_ptr<Inflater>> inflater) {
  MemorySource source(bytes);
  return outcome(*make_gzip_decoder(DecoderInput(source), small_limits(), inflater.take()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  MemorySource source(bytes);
  const auto decoder = open_decoder(source, small_limits());
  if (!decoder.has_value()) return 0;
  if ((*decoder)->compression() != Compression::Gzip) {
    outcome(**decoder);
    return 0;
  }
  const auto text = gunzip(bytes, make_zlib_inflater());
#ifdef LAZARET_HAVE_ISAL
  if (text != gunzip(bytes, make_isal_inflater())) std::abort();
#endif
  return 0;
}
