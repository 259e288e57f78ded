// SPDX-License-Identifier: Apache-2.0
// What registries keep beside images, by media type: signatures, attestations, SBOMs, charts, modules.
// Called by the manifest reader, so that "not an image" says what it is instead, and by the registry source
// for tags that such things are stored under. Trusts nothing: media types and tags are matched whole.
#pragma once

#include <string>
#include <string_view>

namespace lazaret::image {

// "a Helm chart"; empty where the media type is not known.
std::string_view artifact_name(std::string_view media_type);

// "a signature" and the like, for the tags that name what belongs to a digest: cosign's sha256-<hex>.sig,
// .att, .sbom, and the referrers tag sha256-<hex> (OCI distribution specification v1.1, "Referrers Tag
// Schema"). Empty for any other tag.
std::string_view artifact_tag_name(std::string_view tag);

}  // namespace lazaret::image
