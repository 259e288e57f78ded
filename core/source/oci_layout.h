// SPDX-License-Identifier: Apache-2.0
// OCI image layouts, as a directory (oci:) or inside an archive (oci-archive:).
// Called by the table in source.cc. Everything but the path that the user named is hostile.
// Source: OCI image specification v1.1, image-layout.md.
#pragma once

#include "core/source/file_store.h"
#include "core/source/opened_image.h"

namespace lazaret::source {

inline constexpr const char* kLayoutMarker = "oci-layout";

// The files of a layout directory: beneath it, regular, reached by no link.
Result<std::shared_ptr<const FileStore>> open_layout_directory(const std::string& directory);

// `tag` chooses among several images by the name annotations of index.json; empty: there must be only one.
Result<std::unique_ptr<OpenedImage>> open_layout(std::shared_ptr<const FileStore> files,
                                                 const std::string& tag, const OpenOptions& options);

}  // namespace lazaret::source
