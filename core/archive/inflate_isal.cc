// SPDX-License-Identifier: Apache-2.0
// The ISA-L backend of inflate.h: about twice zlib's speed.
#include <isa-l/igzip_lib.h>

#include <algorithm>
#include <limits>

#include "core/archive/inflate.h"

namespace lazaret::archive {
namespace {

constexpr std::size_t kMostAtOnce = std::numeric_limits<std::int32_t>::max();

class IsalInflater : public Inflater {
 public:
  IsalInflater() { isal_inflate_init(&state_); }

  Result<void> reset() override {
    isal_inflate_reset(&state_);
    state_.crc_flag = ISAL_DEFLATE;
    return {};
  }

  Result<Step> step(std::span<const std::byte> input, std::span<std::byte> output) override {
    const auto input_size = static_cast<std::uint32_t>(std::min(input.size(), kMostAtOnce));
    const auto output_size = static_cast<std::uint32_t>(std::min(output.size(), kMostAtOnce));
    state_.next_in = const_cast<std::uint8_t*>(reinterpret_cast<const std::uint8_t*>(input.data()));
    state_.avail_in = input_size;
    state_.next_out = reinterpret_cast<std::uint8_t*>(output.data());
    state_.avail_out = output_size;
    if (isal_inflate(&state_) != ISAL_DECOMP_OK)
      return make_error(ErrorCode::InvalidInput, "compressed data is damaged");
    Step step{.taken = input_size - state_.avail_in, .given = output_size - state_.avail_out};
    step.finished = state_.block_state == ISAL_BLOCK_FINISH;
    // Whole bytes that still lie in the bit buffer follow the stream.
    if (step.finished && state_.read_in_length > 0)
      step.returned = static_cast<std::size_t>(state_.read_in_length) / 8;
    return step;
  }

 private:
  inflate_state state_{};
};

}  // namespace

Result<std::unique_ptr<Inflater>> make_isal_inflater() { return std::unique_ptr<Inflater>(new IsalInflater); }

}  // namespace lazaret::archive
