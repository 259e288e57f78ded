// SPDX-License-Identifier: Apache-2.0
// What a real directory of the asked files holds: those files, the directories above them, and the symbolic
// links that match or that stand on the way. Nothing else: no device, FIFO or socket.
// Called by the supervisor, which bounds it, and by the worker that writes it. Paths and links are hostile;
// following is bounded by limits.symlink_hops.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/limits.h"
#include "core/base/result.h"
#include "core/image/view.h"
#include "core/model/ask.h"

namespace lazaret::image {

struct AskedTree {
  std::vector<std::uint64_t> nodes;  // ascending, so a directory stands before what is in it; not the root
  std::uint64_t bytes = 0;           // what files and links need in a file system in memory: whole pages
};

// A file of which not all content was kept is left out: that it was not is a coverage gap already.
// Error: LimitExceeded, tree_bytes or tree_entries, with what is needed. Never less than all.
Result<AskedTree> asked_tree(const View& view, const AskSet& asks, const Limits& limits);

}  // namespace lazaret::image
