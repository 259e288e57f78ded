// SPDX-License-Identifier: Apache-2.0
#include "core/image/view_tree.h"

#include <sys/random.h>

#include <cstring>

namespace lazaret::image {
namespace {

std::uint64_t fold(std::uint64_t a, std::uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

std::uint64_t load(const char* from, std::size_t count) {
  std::uint64_t word = 0;
  std::memcpy(&word, from, count);
  return word;
}

}  // namespace

ViewTree::ViewTree(std::uint64_t expected_nodes) : buckets_(1024, kNoNode) {
  nodes_.reserve(expected_nodes + expected_nodes / 8 + 1);
  nodes_.emplace_back();
  // Only the running time depends on the keys.
  if (::getrandom(keys_, sizeof(keys_), 0) != static_cast<ssize_t>(sizeof(keys_))) keys_[0] = keys_[1] = 0;
  keys_[1] |= 1;
}

// Multiply and fold, eight bytes at a time, under two secret keys.
std::uint32_t ViewTree::hash_of(NodeId directory, std::string_view name) const {
  std::uint64_t state = fold(keys_[0] ^ directory, keys_[1] ^ name.size() ^ 0x9e3779b97f4a7c15ull);
  const char* at = name.data();
  std::size_t left = name.size();
  for (; left >= 8; at += 8, left -= 8) state = fold(state ^ load(at, 8), keys_[1] ^ 0xd6e8feb86659fd93ull);
  state = fold(state ^ load(at, left), keys_[0] ^ 0xa0761d6478bd642full);
  return static_cast<std::uint32_t>(state ^ (state >> 32));
}

NodeId ViewTree::find(NodeId directory, std::string_view name) const {
  const std::uint32_t hash = hash_of(directory, name);
  for (NodeId id = buckets_[hash % buckets_.size()]; id != kNoNode; id = nodes_[id].hash_next) {
    const TreeNode& node = nodes_[id];
    if (node.hash == hash && node.parent == directory && node.name() == name) return id;
  }
  return kNoNode;
}

NodeId ViewTree::add(NodeId directory, std::string_view name, std::uint16_t layer) {
  if (alive_ >= buckets_.size()) grow();
  NodeId id = free_;
  if (id != kNoNode) {
    free_ = nodes_[id].next;
  } else {
    id = static_cast<NodeId>(nodes_.size());
    nodes_.emplace_back();
  }
  ++alive_;
  TreeNode& parent = nodes_[directory];
  TreeNode node;
  node.name_data = name.data();
  node.name_length = static_cast<std::uint32_t>(name.size());
  node.path_length = parent.path_length + (directory == kRoot ? 0 : 1) + node.name_length;
  node.parent = directory;
  node.next = parent.first_child;
  node.hash = hash_of(directory, name);
  node.depth = static_cast<std::uint16_t>(parent.depth + 1);
  node.layer = node.content_layer = layer;
  auto& bucket = buckets_[node.hash % buckets_.size()];
  node.hash_next = bucket;
  bucket = id;
  if (node.next != kNoNode) nodes_[node.next].previous = id;
  parent.first_child = id;
  nodes_[id] = node;
  return id;
}

void ViewTree::grow() {
  buckets_.assign(buckets_.size() * 2, kNoNode);
  for (NodeId id = 0; id < nodes_.size(); ++id) {
    TreeNode& node = nodes_[id];
    if (node.parent == kNoNode) continue;  // the root, and what was removed
    auto& bucket = buckets_[node.hash % buckets_.size()];
    node.hash_next = bucket;
    bucket = id;
  }
}

void ViewTree::unlink(NodeId id) {
  const TreeNode& node = nodes_[id];
  NodeId* from = &buckets_[node.hash % buckets_.size()];
  while (*from != id) from = &nodes_[*from].hash_next;
  *from = node.hash_next;
  if (node.next != kNoNode) nodes_[node.next].previous = node.previous;
  if (node.previous != kNoNode)
    nodes_[node.previous].next = node.next;
  else
    nodes_[node.parent].first_child = node.next;
}

void ViewTree::remove(NodeId id) {
  remove_children(id);
  unlink(id);
  nodes_[id].parent = kNoNode;
  nodes_[id].next = free_;
  free_ = id;
  --alive_;
}

void ViewTree::remove_children(NodeId id) {
  while (nodes_[id].first_child != kNoNode) remove(nodes_[id].first_child);
}

}  // namespace lazaret::image
