// SPDX-License-Identifier: Apache-2.0
#include "core/image/view_writer.h"

#include <algorithm>
#include <cstring>
#include <limits>

namespace lazaret::image {
namespace {

constexpr std::uint32_t kMadeDirectoryMode = 0755;

template <typename T>
std::span<const std::byte> bytes_of(const T& value) {
  return std::as_bytes(std::span(&value, 1));
}

}  // namespace

ViewWriter::ViewWriter(const ViewTree& tree, std::span<const LayerFile* const> layers, const Fd& output)
    : tree_(tree), layers_(layers), writer_(output) {}

Result<void> ViewWriter::run(std::span<const std::string> layer_digests, const Limits& limits) {
  order_.reserve(tree_.size());
  order_.push_back(kRoot);
  sort_below(kRoot);
  measure();
  const auto most =
      std::min<std::uint64_t>(limits.view_string_bytes, std::numeric_limits<std::uint32_t>::max());
  if (header_.string_bytes > most)
    return make_error(ErrorCode::LimitExceeded,
                      "the paths of the merged layers are " + std::to_string(header_.string_bytes) +
                          " bytes; the limit is " + std::to_string(most) + " (view_string_bytes)");
  if (header_.extent_count > std::numeric_limits<std::uint32_t>::max())
    return make_error(ErrorCode::LimitExceeded, "the merged layers have more extents than can be numbered");
  std::string digests;
  for (const auto& digest : layer_digests) digests.append(digest).append("\n");
  header_.magic = kViewMagic;
  header_.version = kViewVersion;
  header_.layer_count = static_cast<std::uint32_t>(layers_.size());
  header_.node_count = order_.size();
  header_.digest_bytes = digests.size();
  TRY(writer_.write(bytes_of(header_)));
  TRY(write_records());
  TRY(write_extents());
  TRY(write_strings());
  TRY(writer_.write(as_byte_span(digests)));
  return writer_.flush();
}

// Appends everything below `directory` to the order. As deep as paths may be (limits.path_depth).
void ViewWriter::sort_below(NodeId directory) {
  const std::size_t begin = items_.size();
  for (NodeId id = tree_[directory].first_child; id != kNoNode; id = tree_[id].next) {
    items_.push_back({id, false});
    if (tree_[id].first_child != kNoNode) items_.push_back({id, true});
  }
  const auto first = items_.begin() + static_cast<std::ptrdiff_t>(begin);
  std::reverse(first, items_.end());  // children stand newest first, and archives are mostly sorted
  std::sort(first, items_.end(), [this](const Item& a, const Item& b) { return before(a, b); });
  for (std::size_t i = begin, end = items_.size(); i < end; ++i) {
    const Item item = items_[i];
    if (item.below)
      sort_below(item.id);
    else
      order_.push_back(item.id);
  }
  items_.resize(begin);
}

bool ViewWriter::before(const Item& a, const Item& b) const {
  const auto left = tree_[a.id].name();
  const auto right = tree_[b.id].name();
  const std::size_t common = std::min(left.size(), right.size());
  if (const int order = std::memcmp(left.data(), right.data(), common); order != 0) return order < 0;
  const auto next = [common](std::string_view name, bool below) {
    return common < name.size() ? static_cast<unsigned char>(name[common]) : below ? int{'/'} : -1;
  };
  return next(left, a.below) < next(right, b.below);
}

bool ViewWriter::owns(NodeId id) const {
  return !tree_[id].linked || shared_.at(tree_[id].entry).owner == id;
}

std::string_view ViewWriter::target_of(const TreeNode& node) const {
  return node.type == EntryType::Symlink ? layers_[node.content_layer]->target(*node.entry)
                                         : std::string_view();
}

std::span<const Extent> ViewWriter::extents_of(const TreeNode& node) const {
  if (node.type != EntryType::File) return {};
  return layers_[node.content_layer]->extents(*node.entry);
}

void ViewWriter::measure() {
  for (const NodeId id : order_) {
    const TreeNode& node = tree_[id];
    header_.string_bytes += node.path_length;
    if (node.linked && !shared_.try_emplace(node.entry, Shared{id, 0, 0}).second) continue;
    header_.string_bytes += target_of(node).size();
    header_.extent_count += extents_of(node).size();
  }
}

ViewRecord ViewWriter::record_of(NodeId id) {
  const TreeNode& node = tree_[id];
  ViewRecord record{};
  record.path_offset = next_string_;
  record.path_length = node.path_length;
  next_string_ += node.path_length;
  record.layer = node.layer;
  record.content_layer = node.content_layer;
  record.type = node.type;
  record.mode = kMadeDirectoryMode;
  if (node.entry == nullptr) return record;
  record.size = node.entry->size;
  record.mtime = node.entry->mtime;
  record.mode = node.entry->mode;
  record.uid = node.entry->uid;
  record.gid = node.entry->gid;
  record.flags = node.entry->flags;
  record.target_length = static_cast<std::uint32_t>(target_of(node).size());
  record.extent_count = static_cast<std::uint32_t>(extents_of(node).size());
  record.target_offset = next_string_;
  record.extent_first = next_extent_;
  if (owns(id)) {
    next_string_ += record.target_length;
    next_extent_ += record.extent_count;
    if (node.linked) shared_.at(node.entry) = {id, record.extent_first, record.target_offset};
  } else {
    record.target_offset = shared_.at(node.entry).target_offset;
    record.extent_first = shared_.at(node.entry).extent_first;
  }
  return record;
}

Result<void> ViewWriter::write_records() {
  for (const NodeId id : order_) TRY(writer_.write(bytes_of(record_of(id))));
  return {};
}

Result<void> ViewWriter::write_extents() {
  for (const NodeId id : order_)
    if (owns(id)) TRY(writer_.write(std::as_bytes(extents_of(tree_[id]))));
  return {};
}

Result<void> ViewWriter::write_strings() {
  for (const NodeId id : order_) {
    const TreeNode& node = tree_[id];
    if (id == kRoot) continue;
    if (node.parent != prefix_of_) set_prefix(node.parent);
    TRY(writer_.write(as_byte_span(prefix_)));
    TRY(writer_.write(as_byte_span(node.name())));
    if (owns(id)) TRY(writer_.write(as_byte_span(target_of(node))));
  }
  return {};
}

void ViewWriter::set_prefix(NodeId directory) {
  prefix_of_ = directory;
  prefix_.assign(tree_[directory].path_length + (directory == kRoot ? 0u : 1u), '/');
  std::size_t end = prefix_.size();
  for (NodeId id = directory; id != kRoot; id = tree_[id].parent) {
    const auto name = tree_[id].name();
    end -= name.size() + 1;
    std::memcpy(prefix_.data() + end, name.data(), name.size());
  }
}

}  // namespace lazaret::image
