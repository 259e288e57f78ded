// SPDX-License-Identifier: Apache-2.0
// Image indexes and manifests as values: OCI index and manifest, Docker manifest list and schema 2.
// Called by core/source on bytes whose digest was verified. Trusts nothing in them: types, sizes, counts are
// checked. Source: OCI image specification v1.1 (descriptor.md, image-index.md, manifest.md); Docker
// distribution, manifest v2-2.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/base/digest.h"
#include "core/base/limits.h"
#include "core/base/result.h"
#include "core/image/platform.h"

namespace lazaret::image {

struct Descriptor {
  std::string media_type;
  std::string artifact_type;  // of an entry of an index of referrers; else empty
  Digest digest;
  std::uint64_t size = 0;
  std::optional<Platform> platform;
  std::vector<std::pair<std::string, std::string>> annotations;
  std::vector<std::string> urls;
  std::string_view annotation(std::string_view key) const;  // empty where there is none
};

enum class MediaKind {
  Index,
  Manifest,
  Config,
  Layer,         // tar, tar+gzip, tar+zstd: which of them, the bytes say, as they do to container engines
  ForeignLayer,  // the same, but registries need not hold it
  SchemaOne,     // Docker's first manifest: recognised to be refused
  Other,
};
MediaKind media_kind(std::string_view media_type);

// What a manifest of a builder's attestation, a signature or the like is called by its index.
bool is_attestation(const Descriptor& descriptor);

struct Index {
  std::vector<Descriptor> manifests;
};
struct Manifest {
  Descriptor config;
  std::vector<Descriptor> layers;  // lowest first
  std::vector<std::pair<std::string, std::string>> annotations;
};
using Document = std::variant<Index, Manifest>;

// `media_type` is what the descriptor that led here says (empty: nothing led here, as for index.json); the
// text must agree. `what` names the document in messages. Errors: InvalidInput; LimitExceeded
// (manifest_bytes, layers, index_children, json_depth); Unsupported for schema 1, artifacts and layers that
// are no file systems.
Result<Document> parse_document(std::string_view text, std::string_view media_type, const std::string& what,
                                const Limits& limits);
// The same where only an index can stand.
Result<Index> parse_index(std::string_view text, const std::string& what, const Limits& limits);

}  // namespace lazaret::image
