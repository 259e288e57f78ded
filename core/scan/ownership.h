// SPDX-License-Identifier: Apache-2.0
// Finds software that no package accounts for: ELF files that no detector claimed.
// Called by the detect stage. Owned paths come from package databases inside the image: a hostile image can
// claim anything as owned, and thereby hide only its own files from this one gap.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/image/view.h"
#include "core/model/package.h"

namespace lazaret::scan {

// One gap that counts and names the first few, or nothing.
std::optional<Gap> unowned_software(const image::View& view, std::span<const Package> packages,
                                    std::span<const std::string> owned_paths);

}  // namespace lazaret::scan
