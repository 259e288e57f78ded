// SPDX-License-Identifier: Apache-2.0
#include "core/image/view.h"

#include <algorithm>
#include <cstring>

#include "core/base/bytes.h"
#include "core/base/text.h"
#include "core/image/layer_applier.h"
#include "core/image/view_format.h"
#include "core/image/view_tree.h"
#include "core/image/view_writer.h"

namespace lazaret::image {
namespace {

constexpr std::size_t kMaxMergeGaps = 1000;

Error damaged(const std::string& problem) {
  return make_error(ErrorCode::InvalidInput, "this is no sound view file: " + problem);
}

std::string_view text_at(std::string_view strings, std::uint32_t offset, std::uint32_t length) {
  return range_within(offset, length, strings.size()) ? strings.substr(offset, length) : std::string_view();
}

void push_segments(std::vector<std::string_view>& stack, std::string_view path) {
  const auto segments = split(path, '/');
  for (auto segment = segments.rbegin(); segment != segments.rend(); ++segment)
    if (!segment->empty() && *segment != ".") stack.push_back(*segment);
}

}  // namespace

bool Node::whole() const {
  std::uint64_t covered = 0;
  for (const auto& extent : extents) {
    if (extent.file_offset != covered) return false;
    covered += extent.length;
  }
  return covered == size;
}

Result<MergedView> View::merge(std::span<const LayerFile* const> layers,
                               std::span<const std::string> layer_digests, const Limits& limits) {
  LZ_ASSERT(layers.size() == layer_digests.size());
  if (layers.size() > std::min<std::uint64_t>(limits.layers, kNoLayer - 1))
    return make_error(ErrorCode::LimitExceeded, "the image has " + std::to_string(layers.size()) +
                                                    " layers; the limit is " + std::to_string(limits.layers) +
                                                    " (layers)");
  std::uint64_t entries = 0;
  for (const LayerFile* layer : layers) {
    LZ_ASSERT(!layer->is_listing());
    entries += layer->entries().size();
  }
  ViewTree tree(std::min(entries, limits.view_entries));
  GapList gaps(kMaxMergeGaps);
  TRY(LayerApplier(tree, layers, limits, gaps).run());
  MergedView merged;
  merged.file = TRY(make_memory_file("lazaret-view"));
  TRY(ViewWriter(tree, layers, merged.file).run(layer_digests, limits));
  TRY(seal(merged.file));
  merged.gaps = gaps.take();
  return merged;
}

Result<View> View::open(const Fd& view_file) {
  View view;
  view.file_ = TRY(MappedFile::map(view_file));
  const auto bytes = view.file_.bytes();
  ViewHeader header;
  if (bytes.size() < sizeof(header)) return damaged("it is too short");
  std::memcpy(&header, bytes.data(), sizeof(header));
  if (header.magic != kViewMagic || header.version != kViewVersion)
    return damaged("its magic or version is another");
  std::uint64_t rest = bytes.size() - sizeof(header);
  if (header.node_count == 0 || header.node_count > rest / sizeof(ViewRecord))
    return damaged("its nodes do not fit");
  rest -= header.node_count * sizeof(ViewRecord);
  if (header.extent_count > rest / sizeof(Extent)) return damaged("its extents do not fit");
  rest -= header.extent_count * sizeof(Extent);
  if (header.string_bytes > rest || header.digest_bytes != rest - header.string_bytes)
    return damaged("its strings do not fit");
  const std::byte* at = bytes.data() + sizeof(header);
  view.at_.nodes = {reinterpret_cast<const ViewRecord*>(at), header.node_count};
  at += header.node_count * sizeof(ViewRecord);
  view.at_.extents = {reinterpret_cast<const Extent*>(at), header.extent_count};
  at += header.extent_count * sizeof(Extent);
  view.at_.strings = as_text({at, header.string_bytes});
  view.at_.layer_digests = split(as_text({at + header.string_bytes, header.digest_bytes}), '\n');
  if (view.at_.layer_digests.size() != header.layer_count + 1) return damaged("it does not name its layers");
  view.at_.layer_digests.pop_back();
  return view;
}

std::uint64_t View::size() const { return at_.nodes.size(); }
std::uint32_t View::layer_count() const { return static_cast<std::uint32_t>(at_.layer_digests.size()); }
std::string_view View::layer_digest(std::uint32_t layer) const { return at_.layer_digests[layer]; }

std::string_view View::path_of(std::uint64_t index) const {
  const ViewRecord& record = at_.nodes[index];
  return text_at(at_.strings, record.path_offset, record.path_length);
}

Node View::node(std::uint64_t index) const {
  const ViewRecord& record = at_.nodes[index];
  Node node;
  node.path = path_of(index);
  node.target = text_at(at_.strings, record.target_offset, record.target_length);
  node.size = record.size;
  node.mtime = record.mtime;
  node.mode = record.mode;
  node.uid = record.uid;
  node.gid = record.gid;
  node.type = record.type;
  node.flags = record.flags;
  node.layer = record.layer;
  node.content_layer = record.content_layer;
  if (range_within(record.extent_first, record.extent_count, at_.extents.size()))
    node.extents = at_.extents.subspan(record.extent_first, record.extent_count);
  return node;
}

std::optional<std::uint64_t> View::find(std::string_view path) const {
  std::uint64_t low = 0, high = size();
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    if (path_of(middle) < path)
      low = middle + 1;
    else
      high = middle;
  }
  return low < size() && path_of(low) == path ? std::optional(low) : std::nullopt;
}

Result<std::uint64_t> View::resolve(std::string_view path, Follow follow, std::uint64_t symlink_hops) const {
  const auto not_found = [path] {
    return make_error(ErrorCode::NotFound, "there is no " + printable_path(path) + " in the image");
  };
  std::vector<std::string_view> segments;  // still to go, the next one last
  push_segments(segments, path);
  std::string at;
  std::uint64_t index = 0, hops = 0;
  while (!segments.empty()) {
    const auto segment = segments.back();
    segments.pop_back();
    const std::size_t parent_length = at.size();
    if (segment == "..") {
      at.erase(at.rfind('/') == std::string::npos ? 0 : at.rfind('/'));
    } else {
      if (!at.empty()) at += '/';
      at += segment;
    }
    const auto found = find(at);
    if (!found) return not_found();
    index = *found;
    const Node node = this->node(index);
    if (node.type == EntryType::Directory) continue;
    const bool last = segments.empty();
    if (node.type != EntryType::Symlink || (last && follow == Follow::AllButLast)) {
      if (!last) return not_found();
      break;
    }
    if (++hops > symlink_hops)
      return make_error(ErrorCode::LimitExceeded, printable_path(path) + " leads through more than " +
                                                      std::to_string(symlink_hops) +
                                                      " symbolic links (symlink_hops)");
    at.resize(node.target.starts_with('/') ? 0 : parent_length);
    push_segments(segments, node.target);
    index = find(at).value_or(0);
  }
  return index;
}

Result<std::size_t> read_content(const Node& node, std::span<const std::byte> pack_of_content_layer,
                                 std::uint64_t offset, std::span<std::byte> buffer) {
  if (offset >= node.size || buffer.empty()) return std::size_t{0};
  auto extent = std::upper_bound(node.extents.begin(), node.extents.end(), offset,
                                 [](std::uint64_t at, const Extent& e) { return at < e.file_offset; });
  if (extent == node.extents.begin())
    return make_error(ErrorCode::NotFound, "this part of the file was not kept");
  std::size_t done = 0;
  for (--extent; extent != node.extents.end() && done < buffer.size(); ++extent) {
    const std::uint64_t at = offset + done - extent->file_offset;
    if (offset + done < extent->file_offset || at >= extent->length) break;
    if (!range_within(extent->pack_offset, extent->length, pack_of_content_layer.size()))
      return make_error(ErrorCode::InvalidInput, "the pack of this file's layer is another");
    const auto count = std::min<std::uint64_t>(extent->length - at, buffer.size() - done);
    std::memcpy(buffer.data() + done, pack_of_content_layer.data() + extent->pack_offset + at, count);
    done += count;
  }
  if (done == 0) return make_error(ErrorCode::NotFound, "this part of the file was not kept");
  return done;
}

}  // namespace lazaret::image
