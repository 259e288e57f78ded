// SPDX-License-Identifier: Apache-2.0
// Contents that detectors will look for under a name that leads elsewhere: hard links to files nobody asked
// for, and symbolic links to such. Called once the layers are merged. Paths are hostile; they become exact
// asks, nothing more.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/image/view.h"
#include "core/model/ask.h"
#include "core/scan/unpack_stage.h"
#include "sandbox/plugin_manifest.h"

namespace lazaret::scan {

struct LinkAsks {
  AskSet asks;                      // to be added to those of the plugins
  std::vector<std::size_t> layers;  // that hold such contents: ascending, without duplicates
};

LinkAsks asks_through_links(const image::View& view, std::span<const UnpackedLayer> layers,
                            std::span<const sandbox::PluginFile> plugins);

}  // namespace lazaret::scan
