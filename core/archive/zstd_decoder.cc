// SPDX-License-Identifier: Apache-2.0
// Zstandard through libzstd: several frames, skippable frames, a bounded window.
// Made by open_decoder. Hostile bytes. Source: RFC 8878 section 3.
#include <zstd.h>
#include <zstd_errors.h>

#include <algorithm>
#include <bit>

#include "core/archive/decoders.h"

namespace lazaret::archive {
namespace {

struct FreeContext {
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};
using Context = std::unique_ptr<ZSTD_DCtx, FreeContext>;

class ZstdDecoder : public Decoder {
 public:
  ZstdDecoder(DecoderInput input, const Limits& limits, Context context)
      : Decoder(Compression::Zstd, limits), input_(std::move(input)), context_(std::move(context)) {}

  std::uint64_t compressed_bytes() const override { return input_.used(); }

 protected:
  Result<std::size_t> decode(std::span<std::byte> buffer) override {
    for (;;) {
      if (frame_ended_ && !TRY(input_.fill())) return std::size_t{0};
      const auto bytes = input_.available();
      ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
      ZSTD_outBuffer out{buffer.data(), buffer.size(), 0};
      const std::size_t status = ZSTD_decompressStream(context_.get(), &out, &in);
      if (ZSTD_isError(status)) return failure(status);
      input_.consume(in.pos);
      frame_ended_ = status == 0;
      if (out.pos > 0) return out.pos;
      if (!frame_ended_ && !TRY(input_.fill())) return ends_early();
    }
  }

 private:
  Error failure(std::size_t status) const {
    const std::string place = " at byte " + std::to_string(input_.used());
    if (ZSTD_getErrorCode(status) == ZSTD_error_frameParameter_windowTooLarge)
      return make_error(ErrorCode::LimitExceeded,
                        "zstd stream needs a window larger than zstd_window_bytes, " +
                            std::to_string(limits().zstd_window_bytes) + place);
    return make_error(ErrorCode::InvalidInput,
                      std::string("zstd stream is damaged: ") + ZSTD_getErrorName(status) + place);
  }
  Error ends_early() const {
    return make_error(ErrorCode::InvalidInput,
                      "zstd stream ends early at byte " + std::to_string(input_.used()));
  }

  DecoderInput input_;
  Context context_;
  bool frame_ended_ = true;
};

}  // namespace

Result<std::unique_ptr<Decoder>> make_zstd_decoder(DecoderInput input, const Limits& limits) {
  Context context(ZSTD_createDCtx());
  if (!context) return make_error(ErrorCode::Unavailable, "no memory for a zstd stream");
  // libzstd takes the limit as a power of two; one that is not is rounded down.
  const int window_log =
      static_cast<int>(std::bit_width(std::max<std::uint64_t>(limits.zstd_window_bytes, 1))) - 1;
  const ZSTD_bounds bounds = ZSTD_dParam_getBounds(ZSTD_d_windowLogMax);
  const int allowed = std::clamp(window_log, bounds.lowerBound, bounds.upperBound);
  const std::size_t status = ZSTD_DCtx_setParameter(context.get(), ZSTD_d_windowLogMax, allowed);
  if (ZSTD_isError(status)) return make_error(ErrorCode::Internal, ZSTD_getErrorName(status));
  return std::unique_ptr<Decoder>(
      std::make_unique<ZstdDecoder>(std::move(input), limits, std::move(context)));
}

}  // namespace lazaret::archive
