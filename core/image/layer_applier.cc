// SPDX-License-Identifier: Apache-2.0
#include "core/image/layer_applier.h"

namespace lazaret::image {
namespace {

constexpr const char* kNotDirectory = "its path leads through something that is no directory";
constexpr const char* kTooManyLinks = "its path leads through too many symbolic links (symlink_hops)";

std::string_view directory_of(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}
std::string_view name_of(std::string_view path) { return path.substr(path.rfind('/') + 1); }

// Cuts the first segment off.
std::string_view take_segment(std::string_view& path) {
  const auto end = path.find('/');
  const auto segment = path.substr(0, end);
  path = end == std::string_view::npos ? std::string_view() : path.substr(end + 1);
  return segment;
}

}  // namespace

LayerApplier::LayerApplier(ViewTree& tree, std::span<const LayerFile* const> layers, const Limits& limits,
                           GapList& gaps)
    : tree_(tree), layers_(layers), limits_(limits), gaps_(gaps) {}

Result<void> LayerApplier::run() {
  for (layer_ = 0; layer_ < layers_.size(); ++layer_) {
    cached_parent_ = kNoNode;
    for (const auto& entry : layer().entries()) TRY(apply(entry));
  }
  return {};
}

Result<void> LayerApplier::apply(const EntryRecord& entry) {
  const auto path = layer().path(entry);
  switch (entry.type) {
    case EntryType::Whiteout: {
      const NodeId parent = TRY(existing(directory_of(path)));
      const NodeId hidden = parent == kNoNode ? kNoNode : tree_.find(parent, name_of(path));
      if (hidden != kNoNode) hide_lower(hidden);
      return {};
    }
    case EntryType::Opaque: {
      const NodeId directory = TRY(existing(path));
      if (directory != kNoNode && is_directory(directory) && !is_cleared(directory))
        hide_lower_children(directory);
      return {};
    }
    case EntryType::HardLink: return put_hard_link(entry, path);
    default: return put(entry, path);
  }
}

Result<void> LayerApplier::put(const EntryRecord& entry, std::string_view path) {
  if (path.empty()) {
    set(kRoot, entry, layer_);
    return {};
  }
  const NodeId id = TRY(node_for(path));
  if (id != kNoNode) set(id, entry, layer_);
  return {};
}

Result<void> LayerApplier::put_hard_link(const EntryRecord& entry, std::string_view path) {
  const auto target_path = layer().target(entry);
  const NodeId directory = TRY(existing(directory_of(target_path)));
  const NodeId target = directory == kNoNode ? kNoNode : tree_.find(directory, name_of(target_path));
  if (target == kNoNode || is_directory(target)) {
    gaps_.add("broken_hard_link", path,
              "the hard link leads to " + printable_path(target_path.substr(0, 256)) +
                  (target == kNoNode ? ", which is not there" : ", which is a directory"));
    return {};
  }
  // What the target is now; it may be replaced together with what stood here.
  tree_[target].linked = true;
  const TreeNode shared = tree_[target];
  const NodeId id = TRY(node_for(path));
  if (id == kNoNode) return {};
  if (id == target) {
    gaps_.add("broken_hard_link", path, "the hard link leads to itself");
    return {};
  }
  set(id, *shared.entry, shared.content_layer);
  tree_[id].linked = true;
  return {};
}

void LayerApplier::set(NodeId id, const EntryRecord& entry, std::uint16_t content_layer) {
  TreeNode& node = tree_[id];
  // What the cached path leads to may be something else from now on. Nothing leads through a new, empty node.
  const bool replaces = node.entry != nullptr || node.first_child != kNoNode || id == cached_parent_;
  if ((replaces && node.type != entry.type) || entry.type == EntryType::Symlink) cached_parent_ = kNoNode;
  if (node.type == EntryType::Directory && entry.type != EntryType::Directory) tree_.remove_children(id);
  node.entry = &entry;
  node.layer = layer_;
  node.content_layer = content_layer;
  node.type = entry.type;
  node.linked = false;
}

// The node that `path` names, added where there is none; kNoNode, and a gap, where there cannot be one.
Result<NodeId> LayerApplier::node_for(std::string_view path) {
  const NodeId parent = TRY(parent_for(path));
  if (parent == kNoNode) return kNoNode;
  const NodeId id = tree_.find(parent, name_of(path));
  return id != kNoNode ? Result<NodeId>(id) : add_node(parent, name_of(path), path);
}

// The node that `path` leads to, links followed; kNoNode where there is none.
Result<NodeId> LayerApplier::existing(std::string_view path) {
  const Place place = TRY(walk(path));
  return place.problem != nullptr || !place.missing.empty() ? kNoNode : place.node;
}

Result<NodeId> LayerApplier::parent_for(std::string_view path) {
  const auto directory = directory_of(path);
  if (cached_parent_ != kNoNode && cached_path_ == directory) return cached_parent_;
  Place place = TRY(walk(directory));
  // An upper layer that lists something below a lower layer's file has made a directory of it. Within one
  // layer there is no order that makes sense of the two.
  while (place.problem == kNotDirectory && tree_[place.node].layer < layer_) {
    tree_.remove(place.node);
    place = TRY(walk(directory));
  }
  if (place.problem != nullptr) {
    gaps_.add("path_conflict", path, std::string("the entry cannot be placed: ") + place.problem);
    return kNoNode;
  }
  const NodeId parent = TRY(make_directories(place, path));
  cached_path_ = directory;
  cached_parent_ = parent;
  return parent;
}

Result<NodeId> LayerApplier::make_directories(const Place& place, std::string_view path) {
  NodeId directory = place.node;
  for (const auto name : place.missing) {
    directory = TRY(add_node(directory, name, path));
    if (directory == kNoNode) break;
  }
  return directory;
}

Result<NodeId> LayerApplier::add_node(NodeId directory, std::string_view name, std::string_view path) {
  const TreeNode& parent = tree_[directory];
  if (tree_.size() >= limits_.view_entries)
    return make_error(
        ErrorCode::LimitExceeded,
        "the merged layers have more than " + std::to_string(limits_.view_entries) + " paths (view_entries)");
  if (parent.path_length + 1 + name.size() > limits_.path_bytes + 1 || parent.depth >= limits_.path_depth) {
    gaps_.add("path_over_limit", path, "links lead to a path that is longer or deeper than any may be");
    return kNoNode;
  }
  return tree_.add(directory, name, layer_);
}

// Links are followed inside the root wherever they stand in the path, the end included. What is missing is
// taken by the letter, so that ".." after it takes it back: this is where `umoci unpack` puts things.
Result<LayerApplier::Place> LayerApplier::walk(std::string_view path) {
  Place place;
  std::uint64_t hops = 0;
  while (!path.empty() && place.problem == nullptr) TRY(step(place, take_segment(path), hops));
  if (place.problem == nullptr && !is_directory(place.node)) place.problem = kNotDirectory;
  return place;
}

Result<void> LayerApplier::step(Place& place, std::string_view segment, std::uint64_t& hops) {
  if (segment.empty() || segment == ".") return {};
  if (segment == "..") {
    if (!place.missing.empty())
      place.missing.pop_back();
    else if (place.node != kRoot)
      place.node = tree_[place.node].parent;
    return {};
  }
  if (!place.missing.empty()) {
    place.missing.push_back(segment);
    return {};
  }
  if (!is_directory(place.node)) {
    place.problem = kNotDirectory;
    return {};
  }
  const NodeId child = tree_.find(place.node, segment);
  if (child == kNoNode) {
    place.missing.push_back(segment);
    return {};
  }
  if (tree_[child].type == EntryType::Symlink) return follow(place, child, hops);
  place.node = child;
  return {};
}

Result<void> LayerApplier::follow(Place& place, NodeId link, std::uint64_t& hops) {
  if (++hops > limits_.symlink_hops) {
    place.problem = kTooManyLinks;
    return {};
  }
  const TreeNode& node = tree_[link];
  auto target = layers_[node.content_layer]->target(*node.entry);
  if (target.starts_with('/')) place.node = kRoot;
  while (!target.empty() && place.problem == nullptr) {
    if (++link_steps_ > limits_.view_link_steps)
      return make_error(ErrorCode::LimitExceeded, "placing entries below symbolic links takes more than " +
                                                      std::to_string(limits_.view_link_steps) +
                                                      " steps (view_link_steps)");
    TRY(step(place, take_segment(target), hops));
  }
  return {};
}

// True where this layer has hidden everything lower below `id` already: hiding it again would only cost time.
bool LayerApplier::is_cleared(NodeId id) const {
  for (; id != kNoNode; id = tree_[id].parent)
    if (tree_[id].cleared == layer_) return true;
  return false;
}

// Removes `id` and what is below as far as lower layers brought it. What this layer brought stays, wherever
// its entry stands in the archive: "Whiteout files MUST only apply to resources in lower/parent layers".
void LayerApplier::hide_lower(NodeId id) {
  if (tree_[id].parent != kNoNode && is_cleared(tree_[id].parent)) return;
  cached_parent_ = kNoNode;
  const bool survivors = is_directory(id) && hide_lower_children(id);
  if (tree_[id].layer >= layer_) return;
  if (!survivors) return tree_.remove(id);
  tree_[id].entry = nullptr;
  tree_[id].layer = layer_;
}

bool LayerApplier::hide_lower_children(NodeId directory) {
  cached_parent_ = kNoNode;
  if (tree_[directory].cleared != layer_) {
    for (NodeId next, id = tree_[directory].first_child; id != kNoNode; id = next) {
      next = tree_[id].next;
      hide_lower(id);
    }
    tree_[directory].cleared = layer_;
  }
  return tree_[directory].first_child != kNoNode;
}

}  // namespace lazaret::image
