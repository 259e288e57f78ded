// SPDX-License-Identifier: Apache-2.0
// The merged view of all layers as one flat, sorted, mapped table: path -> (type, mode, layer, extents).
// Built by the supervisor from validated layer files; read there and, mapped read-only, in detect jails.
// The merge trusts only what LayerFile has validated; a reader in the jail trusts the supervisor.
// Source: OCI image specification v1.1, layer.md ("Applying Changesets", "Whiteouts").
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/fd.h"
#include "core/base/limits.h"
#include "core/base/result.h"
#include "core/image/layer_file.h"
#include "core/model/package.h"

namespace lazaret::image {

// Where the parts of a mapped view lie (core/image/view_format.h).
struct ViewRecord;
struct ViewSections {
  std::span<const ViewRecord> nodes;
  std::span<const Extent> extents;
  std::string_view strings;
  std::vector<std::string_view> layer_digests;
};

// One path of the view. Types left: File, Directory, Symlink, CharDevice, BlockDevice, Fifo (hard links are
// Files that share extents; whiteouts are gone).
struct Node {
  std::string_view path;
  std::string_view target;  // of a symlink
  std::uint64_t size = 0;
  std::int64_t mtime = 0;
  std::uint32_t mode = 0;
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
  EntryType type = EntryType::File;
  std::uint8_t flags = 0;
  std::uint32_t layer = 0;  // index of the layer whose entry this is
  std::uint32_t content_layer =
      0;  // index of the layer whose pack holds the extents (differs for hard links to lower layers)
  std::span<const Extent> extents;
  bool whole() const;  // the extents cover [0, size)
};

struct MergedView {
  Fd file;  // a sealed memory file, for View::open
  // Entries that could not be placed: kinds broken_hard_link, path_conflict, unsafe_path, path_over_limit.
  // Bounded.
  std::vector<Gap> gaps;
};

class View {
 public:
  // `layers` from the lowest to the newest; `layer_digests` name them. The root (empty path) and directories
  // that no layer lists are made, of mode 0755. An entry whose parent is a symbolic link goes where the link
  // leads, inside the root. Errors: LimitExceeded (layers, view_entries, view_string_bytes, view_link_steps).
  static Result<MergedView> merge(std::span<const LayerFile* const> layers,
                                  std::span<const std::string> layer_digests, const Limits& limits);
  // Maps what merge made. Checks magic, version and section bounds.
  static Result<View> open(const Fd& view_file);

  std::uint64_t size() const;
  Node node(
      std::uint64_t index) const;  // sorted by path, bytewise; the first is the root, whose path is empty
  std::string_view layer_digest(std::uint32_t layer) const;
  std::uint32_t layer_count() const;

  // Exact path, no links followed.
  std::optional<std::uint64_t> find(std::string_view path) const;
  enum class Follow { All, AllButLast };
  // Resolves "..", "." and symbolic links inside the root, at most `symlink_hops` of them
  // (limits.symlink_hops). Errors: NotFound; LimitExceeded.
  Result<std::uint64_t> resolve(std::string_view path, Follow follow, std::uint64_t symlink_hops = 40) const;

 private:
  std::string_view path_of(std::uint64_t index) const;
  MappedFile file_;
  ViewSections at_;
};

// Copies kept content at `offset` into `buffer`; how much, or NotFound when that part is not kept.
Result<std::size_t> read_content(const Node& node, std::span<const std::byte> pack_of_content_layer,
                                 std::uint64_t offset, std::span<std::byte> buffer);

}  // namespace lazaret::image
