// SPDX-License-Identifier: Apache-2.0
// What `docker save`, `podman save --format docker-archive` and their kin write: manifest.json,
// configurations, layers. Called by the table in source.cc. Everything in the archive is hostile. Source:
// Docker image specification v1.2, "Combined Image JSON + Filesystem Changeset Format", and what the tools
// write.
#pragma once

#include "core/source/archive_listing.h"
#include "core/source/opened_image.h"

namespace lazaret::source {

inline constexpr const char* kDockerMarker = "manifest.json";

// `name` chooses among several images by RepoTags; empty: there must be only one.
//
// Newer docker saves hold an OCI layout beside manifest.json. Asked for a docker archive, this reader goes by
// manifest.json, which lists exactly the images that were saved, in both; layers and configurations that lie
// under blobs/ are verified against the digest in their names all the same. Without a scheme such a file is
// taken as an OCI archive, which knows the manifest's digest too.
//
// A docker archive states no digests of layers as stored. A plain layer's digest is its diff id; a compressed
// one has an empty LayerSource::digest and is verified by its diff id alone (see source.h).
Result<std::unique_ptr<OpenedImage>> open_docker_archive(std::shared_ptr<const ArchiveListing> files,
                                                         const std::string& name, const OpenOptions& options);

}  // namespace lazaret::source
