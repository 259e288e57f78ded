// SPDX-License-Identifier: Apache-2.0
// Runs the detectors that have something to look at, each in a jail of its own, side by side.
// Called by the scanner. What a detector says was validated by the runner; one that fails costs only its own
// part.
#pragma once

#include <span>
#include <vector>

#include "core/image/view.h"
#include "core/scan/inventory.h"
#include "core/scan/progress.h"
#include "core/scan/unpack_stage.h"
#include "sandbox/runner.h"

namespace lazaret::scan {

struct DetectContext {
  sandbox::Runner& runner;
  const Limits& limits;
  Progress& progress;
  unsigned threads = 1;
};

// `view_file` and `view` are the merged view of `layers`.
Inventory detect(const DetectContext& context, std::span<const sandbox::PluginFile> plugins,
                 const Fd& view_file, const image::View& view, std::span<const UnpackedLayer> layers);

}  // namespace lazaret::scan
