// SPDX-License-Identifier: Apache-2.0
// Applies the entries of one layer after another to a ViewTree.
// Called by View::merge. Paths and types were validated by LayerFile; what they add up to may still be
// hostile: links in circles, entries below files, whiteouts without end. Time is bounded by the entries and
// view_link_steps. Source: OCI image specification v1.1, layer.md "Applying Changesets", "Whiteouts".
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/limits.h"
#include "core/base/result.h"
#include "core/image/gap_list.h"
#include "core/image/layer_file.h"
#include "core/image/view_tree.h"

namespace lazaret::image {

class LayerApplier {
 public:
  // Borrows everything. Names in the tree point into the layers.
  LayerApplier(ViewTree& tree, std::span<const LayerFile* const> layers, const Limits& limits, GapList& gaps);
  Result<void> run();

 private:
  // Where a path leads: an existing node and the segments below it that do not exist yet.
  struct Place {
    NodeId node = kRoot;
    std::vector<std::string_view> missing;
    const char* problem = nullptr;  // the path leads nowhere
  };

  Result<void> apply(const EntryRecord& entry);
  Result<void> put(const EntryRecord& entry, std::string_view path);
  Result<void> put_hard_link(const EntryRecord& entry, std::string_view path);
  void set(NodeId id, const EntryRecord& entry, std::uint16_t content_layer);
  Result<NodeId> node_for(std::string_view path);
  Result<NodeId> existing(std::string_view path);
  Result<NodeId> parent_for(std::string_view path);
  Result<NodeId> make_directories(const Place& place, std::string_view path);
  Result<NodeId> add_node(NodeId directory, std::string_view name, std::string_view path);
  Result<Place> walk(std::string_view path);
  Result<void> step(Place& place, std::string_view segment, std::uint64_t& hops);
  Result<void> follow(Place& place, NodeId link, std::uint64_t& hops);
  bool is_cleared(NodeId id) const;
  void hide_lower(NodeId id);
  bool hide_lower_children(NodeId directory);  // true where something stays

  const LayerFile& layer() const { return *layers_[layer_]; }
  bool is_directory(NodeId id) const { return tree_[id].type == EntryType::Directory; }

  ViewTree& tree_;
  std::span<const LayerFile* const> layers_;
  const Limits& limits_;
  GapList& gaps_;
  std::uint16_t layer_ = 0;
  std::uint64_t link_steps_ = 0;
  // The parent of the entry before: archives list directories together. Dropped when anything is removed.
  std::string_view cached_path_;
  NodeId cached_parent_ = kNoNode;
};

}  // namespace lazaret::image
