// SPDX-License-Identifier: Apache-2.0
// Which files of the merged view each ask reaches: by its own path, or through a link.
// Called by the supervisor (does a detector have anything to look at? what content is missing?) and by the
// detect worker, whose walk() gives exactly these. Paths and links are hostile; resolving is bounded by
// View::resolve.
#pragma once

#include <cstdint>
#include <vector>

#include "core/image/view.h"
#include "core/model/ask.h"

namespace lazaret::image {

// For each ask, ascending and without duplicates: indexes of the regular files of its class that
// - have a path that a glob matches, or
// - a matching symbolic link leads to, or
// - a glob without wildcards names, with links anywhere on the way ("var/lib/dpkg/status" where var/lib/dpkg
// is a link).
std::vector<std::vector<std::uint64_t>> files_asked(const View& view, const AskSet& asks);

}  // namespace lazaret::image
