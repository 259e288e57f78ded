// SPDX-License-Identifier: Apache-2.0
// Writes a ViewTree as the flat, sorted table that view_format.h describes.
// Called by View::merge once all layers are applied. Trusts the tree.
#pragma once

#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/base/fd.h"
#include "core/base/limits.h"
#include "core/base/result.h"
#include "core/image/layer_builder.h"
#include "core/image/layer_file.h"
#include "core/image/view_format.h"
#include "core/image/view_tree.h"

namespace lazaret::image {

class ViewWriter {
 public:
  // Borrows everything.
  ViewWriter(const ViewTree& tree, std::span<const LayerFile* const> layers, const Fd& output);
  // Error: LimitExceeded (view_string_bytes).
  Result<void> run(std::span<const std::string> layer_digests, const Limits& limits);

 private:
  // A node, or what is below it: the two sort apart ("a", "a-b", "a/c").
  struct Item {
    NodeId id;
    bool below;
  };
  // Extents and target that several nodes share are written once, by the first.
  struct Shared {
    NodeId owner;
    std::uint32_t extent_first;
    std::uint32_t target_offset;
  };
  void sort_below(NodeId directory);
  bool before(const Item& a, const Item& b) const;
  void measure();
  bool owns(NodeId id) const;
  std::string_view target_of(const TreeNode& node) const;
  std::span<const Extent> extents_of(const TreeNode& node) const;
  Result<void> write_records();
  ViewRecord record_of(NodeId id);
  Result<void> write_extents();
  Result<void> write_strings();
  void set_prefix(NodeId directory);

  const ViewTree& tree_;
  std::span<const LayerFile* const> layers_;
  BufferedWriter writer_;
  std::vector<NodeId> order_;
  std::vector<Item> items_;  // a stack: the children of the directories from the root to where sort_below is
  std::unordered_map<const EntryRecord*, Shared> shared_;
  ViewHeader header_{};
  std::uint32_t next_extent_ = 0;
  std::uint32_t next_string_ = 0;
  std::string prefix_;  // path of prefix_of_, with a slash
  NodeId prefix_of_ = kNoNode;
};

}  // namespace lazaret::image
