// SPDX-License-Identifier: Apache-2.0
// A root file system as an image of one layer (dir:DIRECTORY): walked without leaving it, written as a tar
// stream. Called by the table in source.cc. The tree is hostile and may change while it is read; the
// supervisor looks at names, metadata and the first bytes of files, and passes contents on to the unpack
// jail.
#pragma once

#include "core/source/opened_image.h"

namespace lazaret::source {

Result<std::unique_ptr<OpenedImage>> open_directory(const std::string& path, const OpenOptions& options);

}  // namespace lazaret::source
