// SPDX-License-Identifier: Apache-2.0
// Puts a finished generation under its name. Called by the generation's writer alone.
// kill -9 at any moment leaves the old file or the new one, and at worst a temporary beside it that the next
// publication of the same name removes.
#pragma once

#include <array>
#include <string>

#include "core/advisory/layout.h"
#include "core/base/result.h"

namespace lazaret::advisory {

// Fills in the header's digest, writes, syncs, renames over `path`, syncs the directory.
Result<void> publish_file(const std::string& path, layout::Header header,
                          const std::array<std::string, layout::kSectionCount>& sections);

}  // namespace lazaret::advisory
