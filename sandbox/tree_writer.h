// SPDX-License-Identifier: Apache-2.0
// Writes the files that a detector asked for into a directory: /image of its jail.
// Called by the worker in a process of its own that is over before the plugin is loaded. Names, targets and
// contents are hostile; the view was checked, and each name is resolved beneath the directory, through no
// link.
#pragma once

#include <span>

#include "core/base/fd.h"
#include "core/image/asked_tree.h"
#include "core/image/view.h"

namespace lazaret::sandbox {

// `directory` is empty. Files become 0400, directories 0700, of the calling user; links have their target as
// written. An entry that cannot be made is an error: a tree is whole or there is none.
Result<void> write_tree(const Fd& directory, const image::View& view,
                        std::span<const std::span<const std::byte>> packs, const image::AskedTree& tree);

}  // namespace lazaret::sandbox
