// SPDX-License-Identifier: Apache-2.0
// A file tree in memory, compact: what the layers applied so far add up to.
// Changed by LayerApplier, read by ViewWriter. Trusts its callers for names, which are segments of normal
// paths; they may be chosen by an attacker to collide, so the hash is keyed anew for each tree.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/image/layer_file.h"

namespace lazaret::image {

using NodeId = std::uint32_t;
inline constexpr NodeId kRoot = 0;
inline constexpr NodeId kNoNode = 0xffffffff;
inline constexpr std::uint16_t kNoLayer = 0xffff;

// 64 bytes: a million of them is the common large case.
struct TreeNode {
  const EntryRecord* entry = nullptr;  // null: a directory that no layer lists
  const char* name_data = nullptr;     // in the layer file that brought it
  std::uint32_t name_length = 0;
  std::uint32_t path_length = 0;
  NodeId parent = kNoNode;
  NodeId first_child = kNoNode;
  NodeId next = kNoNode;  // siblings
  NodeId previous = kNoNode;
  NodeId hash_next = kNoNode;
  std::uint32_t hash = 0;
  std::uint16_t depth = 0;
  std::uint16_t layer = 0;           // that last said something about this path
  std::uint16_t content_layer = 0;   // whose file `entry` is in
  std::uint16_t cleared = kNoLayer;  // the layer that has already hidden everything lower below here
  EntryType type = EntryType::Directory;
  bool linked = false;  // shares `entry` with another node

  std::string_view name() const { return {name_data, name_length}; }
};

class ViewTree {
 public:
  explicit ViewTree(std::uint64_t expected_nodes = 0);  // a guess, so that little is moved

  TreeNode& operator[](NodeId id) { return nodes_[id]; }
  const TreeNode& operator[](NodeId id) const { return nodes_[id]; }
  std::uint64_t size() const { return alive_; }

  NodeId find(NodeId directory, std::string_view name) const;  // kNoNode where there is none
  NodeId add(NodeId directory, std::string_view name, std::uint16_t layer);
  // The node and all below it. Never the root.
  void remove(NodeId id);
  void remove_children(NodeId id);

 private:
  std::uint32_t hash_of(NodeId directory, std::string_view name) const;
  void grow();
  void unlink(NodeId id);

  std::vector<TreeNode> nodes_;
  std::vector<NodeId> buckets_;
  NodeId free_ = kNoNode;  // removed nodes, chained by `next`
  std::uint64_t alive_ = 1;
  std::uint64_t keys_[2];
};

}  // namespace lazaret::image
