// SPDX-License-Identifier: Apache-2.0
// One maker a compression, for open_decoder and for tests that choose the backend.
// Each takes the input where the first bytes are still to be consumed. The bytes are hostile.
#pragma once

#include <memory>

#include "core/archive/decoder.h"
#include "core/archive/decoder_input.h"
#include "core/archive/inflate.h"

namespace lazaret::archive {

std::unique_ptr<Decoder> make_plain_decoder(DecoderInput input, const Limits& limits);
std::unique_ptr<Decoder> make_gzip_decoder(DecoderInput input, const Limits& limits,
                                           std::unique_ptr<Inflater> inflater);
Result<std::unique_ptr<Decoder>> make_zstd_decoder(DecoderInput input, const Limits& limits);

}  // namespace lazaret::archive
