// SPDX-License-Identifier: Apache-2.0
// An image in a registry (docker://REF): its metadata fetched and verified, its layers streamed into jails as
// they come. Called by the table in source.cc. Everything that a registry says is hostile; nothing of a layer
// is kept.
#pragma once

#include "core/source/opened_image.h"

namespace lazaret::source {

// `text` is a reference; `bare`: written without a scheme, so that short names are completed as
// registries.conf says. Errors: those of a reference; Denied (offline, blocked, login), NotFound,
// Unavailable, Unsupported (no image).
Result<std::unique_ptr<OpenedImage>> open_registry_image(const std::string& text, bool bare,
                                                         const OpenOptions& options);

}  // namespace lazaret::source
