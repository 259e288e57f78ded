// SPDX-License-Identifier: Apache-2.0
// Compares what a detector says about places with the view: the last check before anybody else sees a
// detection. Called by the jail runner, and by the in-process runner of tests. The detection is a hostile
// plugin's word.
#pragma once

#include <string_view>

#include "core/image/view.h"
#include "core/model/package.h"

namespace lazaret::sandbox {

// A location gets the layer of its node; one that the view does not have is dropped and becomes a gap
// `unverified_location`. Owned paths that are not there are dropped. Packages and gaps are stamped with the
// plugin.
void check_paths(Detection& detection, const image::View& view, std::string_view plugin);

}  // namespace lazaret::sandbox
