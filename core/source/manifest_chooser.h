// SPDX-License-Identifier: Apache-2.0
// From a list of descriptors to the one manifest that is meant: nested indexes, platforms, attestations.
// Called by the OCI reader. Every document on the way is verified before it is parsed.
// Source: OCI image specification v1.1, image-index.md.
#pragma once

#include "core/image/config.h"
#include "core/image/manifest.h"
#include "core/source/file_store.h"

namespace lazaret::source {

struct ChosenImage {
  Digest digest;  // of the manifest
  image::Manifest manifest;
  image::Config config;
  Platform platform;  // of the configuration; of the index where that is silent
};

// Without a wished platform: the only image there is, or the host's. NotFound lists the platforms that are
// there.
Result<ChosenImage> choose_image(const FileStore& files, const std::vector<image::Descriptor>& candidates,
                                 const OpenOptions& options);

}  // namespace lazaret::source
