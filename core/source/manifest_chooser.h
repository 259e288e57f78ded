// SPDX-License-Identifier: Apache-2.0
// From a list of descriptors to the one manifest that is meant: nested indexes, platforms, attestations.
// Called by the OCI reader and the registry source. Every document on the way is verified before it is
// parsed. Source: OCI image specification v1.1, image-index.md.
#pragma once

#include "core/image/config.h"
#include "core/image/manifest.h"
#include "core/source/file_store.h"

namespace lazaret::source {

// Where indexes, manifests and configurations are read from.
class Documents {
 public:
  virtual ~Documents() = default;
  // The whole text, its size and digest those of the descriptor. `what` names it in messages.
  virtual Result<std::string> read(const image::Descriptor& descriptor, const std::string& what) const = 0;
  // Where that is, for messages.
  virtual const std::string& place() const = 0;
};

// The blobs of a layout.
class StoredDocuments : public Documents {
 public:
  StoredDocuments(const FileStore& files, const Limits& limits) : files_(files), limits_(limits) {}
  Result<std::string> read(const image::Descriptor& descriptor, const std::string& what) const override {
    return read_blob(files_, descriptor.digest, descriptor.size, what, limits_.manifest_bytes);
  }
  const std::string& place() const override { return files_.place(); }

 private:
  const FileStore& files_;
  const Limits& limits_;
};

struct ChosenImage {
  Digest digest;  // of the manifest
  image::Manifest manifest;
  image::Config config;
  Platform platform;  // of the configuration; of the index where that is silent
};

// Without a wished platform: the only image there is, or the host's. NotFound lists the platforms that are
// there.
Result<ChosenImage> choose_image(const Documents& documents, const std::vector<image::Descriptor>& candidates,
                                 const OpenOptions& options);

}  // namespace lazaret::source
