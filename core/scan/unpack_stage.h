// SPDX-License-Identifier: Apache-2.0
// Turns the layers of an image into validated layer files: from the cache, or in jails, side by side, largest
// first. Called by the scanner. Trusts only what it hashed itself (digests, sizes) and what LayerFile::open
// has checked.
#pragma once

#include <vector>

#include "core/image/layer_file.h"
#include "core/scan/cache.h"
#include "core/scan/progress.h"
#include "core/source/source.h"
#include "sandbox/runner.h"

namespace lazaret::scan {

// Bumped when the unpacker writes other bytes for equal input.
inline constexpr std::string_view kUnpackerVersion = "1";

struct UnpackContext {
  source::Image& image;
  sandbox::Runner& runner;
  const Cache& cache;
  const Limits& limits;
  Progress& progress;
  bool verify_diff_ids = false;
  unsigned threads = 1;
};

struct UnpackedLayer {
  Fd file;
  image::LayerFile layer;
  std::vector<Gap> gaps;
  Run run;
};

// All layers in the image's order, or the first error by layer number: a layer that cannot be unpacked makes
// every statement about the image wrong, so there is no partial result.
Result<std::vector<UnpackedLayer>> unpack_layers(const UnpackContext& context, const AskSet& asks);

// The one layer again, with more asks: contents that are reached under another name (hard links, symbolic
// links).
Result<UnpackedLayer> unpack_one(const UnpackContext& context, std::size_t index, const AskSet& asks);

}  // namespace lazaret::scan
