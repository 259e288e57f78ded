// SPDX-License-Identifier: Apache-2.0
// The zlib backend of inflate.h. Raw inflate straight between the caller's buffers: as fast as plain zlib
// allows.
#define ZLIB_CONST
#include <zlib.h>

#include <algorithm>
#include <limits>

#include "core/archive/inflate.h"

namespace lazaret::archive {
namespace {

constexpr std::size_t kMostAtOnce = std::numeric_limits<std::int32_t>::max();
constexpr int kRawDeflate = -15;  // window bits, negative: no zlib or gzip wrapper

class ZlibInflater : public Inflater {
 public:
  ~ZlibInflater() override { inflateEnd(&stream_); }

  Result<void> open() {
    if (inflateInit2(&stream_, kRawDeflate) != Z_OK)
      return make_error(ErrorCode::Internal, "zlib cannot start");
    return {};
  }
  Result<void> reset() override {
    if (inflateReset(&stream_) != Z_OK) return make_error(ErrorCode::Internal, "zlib cannot start again");
    return {};
  }

  Result<Step> step(std::span<const std::byte> input, std::span<std::byte> output) override {
    const auto input_size = static_cast<uInt>(std::min(input.size(), kMostAtOnce));
    const auto output_size = static_cast<uInt>(std::min(output.size(), kMostAtOnce));
    stream_.next_in = reinterpret_cast<const Bytef*>(input.data());
    stream_.avail_in = input_size;
    stream_.next_out = reinterpret_cast<Bytef*>(output.data());
    stream_.avail_out = output_size;
    const int status = inflate(&stream_, Z_NO_FLUSH);
    if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR)
      return make_error(ErrorCode::InvalidInput, "compressed data is damaged");
    return Step{.taken = input_size - stream_.avail_in,
                .given = output_size - stream_.avail_out,
                .finished = status == Z_STREAM_END};
  }

 private:
  z_stream stream_{};
};

}  // namespace

Result<std::unique_ptr<Inflater>> make_zlib_inflater() {
  auto inflater = std::make_unique<ZlibInflater>();
  TRY(inflater->open());
  return std::unique_ptr<Inflater>(std::move(inflater));
}

}  // namespace lazaret::archive
