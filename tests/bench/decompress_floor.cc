// SPDX-License-Identifier: Apache-2.0
// The floor of a scan: decompresses the given blobs (gzip through ISA-L, zstd through libzstd) to nowhere, on
// one thread. Called by tests/bench/run, beside the scan, so that figures are ratios of one run. Trusts its
// inputs: our own images.
#include <fcntl.h>
#include <isa-l/igzip_lib.h>
#include <zstd.h>

#include <cstdio>
#include <memory>
#include <vector>

#include "core/base/fd.h"

namespace {

using lazaret::Fd;
constexpr std::size_t kInputBytes = 128 * 1024;
constexpr std::size_t kOutputBytes = 256 * 1024;

struct Buffers {
  std::vector<std::byte> input = std::vector<std::byte>(kInputBytes);
  std::vector<std::byte> output = std::vector<std::byte>(kOutputBytes);
};

std::size_t refill(const Fd& file, Buffers& buffers) {
  auto got = lazaret::read_some(file, buffers.input);
  return got ? *got : 0;
}

std::uint64_t inflate_gzip(const Fd& file, Buffers& buffers, std::size_t filled) {
  const auto state = std::make_unique<inflate_state>();
  isal_inflate_init(state.get());
  state->crc_flag = ISAL_GZIP_NO_HDR_VER;
  isal_gzip_header header;
  isal_gzip_header_init(&header);
  state->next_in = reinterpret_cast<std::uint8_t*>(buffers.input.data());
  state->avail_in = static_cast<std::uint32_t>(filled);
  if (isal_read_gzip_header(state.get(), &header) != ISAL_DECOMP_OK) return 0;
  state->crc_flag = ISAL_DEFLATE;
  std::uint64_t total = 0;
  while (state->block_state != ISAL_BLOCK_FINISH) {
    if (state->avail_in == 0) {
      state->next_in = reinterpret_cast<std::uint8_t*>(buffers.input.data());
      state->avail_in = static_cast<std::uint32_t>(refill(file, buffers));
    }
    state->next_out = reinterpret_cast<std::uint8_t*>(buffers.output.data());
    state->avail_out = kOutputBytes;
    if (isal_inflate(state.get()) != ISAL_DECOMP_OK) return 0;
    total += kOutputBytes - state->avail_out;
  }
  return total;
}

std::uint64_t decompress_zstd(const Fd& file, Buffers& buffers, std::size_t filled) {
  const std::unique_ptr<ZSTD_DStream, decltype(&ZSTD_freeDStream)> stream(ZSTD_createDStream(),
                                                                          &ZSTD_freeDStream);
  std::uint64_t total = 0;
  for (; filled > 0; filled = refill(file, buffers)) {
    ZSTD_inBuffer input{buffers.input.data(), filled, 0};
    while (input.pos < input.size) {
      ZSTD_outBuffer output{buffers.output.data(), kOutputBytes, 0};
      if (ZSTD_isError(ZSTD_decompressStream(stream.get(), &output, &input)) != 0) return 0;
      total += output.pos;
    }
  }
  return total;
}

}  // namespace

int main(int argc, char** argv) {
  Buffers buffers;
  std::uint64_t total = 0;
  for (int i = 1; i < argc; ++i) {
    const auto file = lazaret::open_file(argv[i], O_RDONLY);
    if (!file) return 1;
    const std::size_t filled = refill(*file, buffers);
    const bool gzip =
        filled > 2 && buffers.input[0] == std::byte{0x1f} && buffers.input[1] == std::byte{0x8b};
    const std::uint64_t out =
        gzip ? inflate_gzip(*file, buffers, filled) : decompress_zstd(*file, buffers, filled);
    if (out == 0) return 1;
    total += out;
  }
  std::printf("%llu\n", static_cast<unsigned long long>(total));
  return 0;
}
