// SPDX-License-Identifier: Apache-2.0
#include "core/scan/link_asks.h"

#include <algorithm>
#include <optional>
#include <set>

#include "core/image/ask_matcher.h"

namespace lazaret::scan {
namespace {

constexpr int kChainLength = 16;           // hard links to hard links
constexpr std::size_t kContents = 10'000;  // at most so many are fetched again; the rest stay without content

bool class_fits(ContentClass content, const image::Node& node) {
  if (content == ContentClass::Elf) return (node.flags & image::kLooksElf) != 0;
  if (content == ContentClass::Script) return (node.flags & image::kLooksScript) != 0;
  return true;
}

// The file that `node` leads to, if it is one whose content a plugin wants and nobody kept.
std::optional<image::Node> wanted_file(const image::View& view, const image::Node& node, const FileAsk& ask) {
  image::Node file = node;
  if (node.type == image::EntryType::Symlink) {
    const auto resolved = view.resolve(node.path, image::View::Follow::All);
    if (!resolved) return std::nullopt;
    file = view.node(*resolved);
  }
  const bool missing = file.type == image::EntryType::File && file.extents.empty() && file.size > 0 &&
                       (file.flags & image::kOverLimit) == 0;
  if (!missing || file.size > ask.max_bytes || !class_fits(ask.content, file)) return std::nullopt;
  return file;
}

struct Found {
  const image::LayerFile* layer = nullptr;
  const image::EntryRecord* entry = nullptr;
};

// The newest entry of that name at or below layer number `top`.
Found newest_entry(std::span<const UnpackedLayer> layers, std::size_t top, std::string_view path) {
  for (std::size_t i = top + 1; i-- > 0;) {
    Found found{&layers[i].layer, nullptr};
    for (const auto& entry : found.layer->entries())
      if (found.layer->path(entry) == path) found.entry = &entry;
    if (found.entry != nullptr) return found;
  }
  return {};
}

// The name under which the layer that holds the content stores it.
std::string stored_name(std::span<const UnpackedLayer> layers, const image::Node& file) {
  std::string name(file.path);
  for (int hop = 0; hop < kChainLength; ++hop) {
    const Found found = newest_entry(layers, file.layer, name);
    if (found.entry == nullptr || found.entry->type != image::EntryType::HardLink) break;
    name = found.layer->target(*found.entry);
  }
  return name;
}

}  // namespace

LinkAsks asks_through_links(const image::View& view, std::span<const UnpackedLayer> layers,
                            std::span<const sandbox::PluginFile> plugins) {
  std::set<std::string> names;
  std::set<std::size_t> from;
  std::uint64_t max_bytes = 0;
  for (const auto& plugin : plugins) {
    const image::AskMatcher matcher(plugin.manifest.files);
    for (std::uint64_t i = 0; i < view.size() && names.size() < kContents; ++i) {
      const auto node = view.node(i);
      if (node.type != image::EntryType::File && node.type != image::EntryType::Symlink) continue;
      if (node.type == image::EntryType::File && (!node.extents.empty() || node.size == 0)) continue;
      for (const auto number : matcher.matching(node.path)) {
        const auto& ask = plugin.manifest.files.asks[number];
        if (const auto file = wanted_file(view, node, ask)) {
          names.insert(stored_name(layers, *file));
          from.insert(file->content_layer);
          max_bytes = std::max(max_bytes, ask.max_bytes);
        }
      }
    }
  }
  LinkAsks more;
  if (names.empty()) return more;
  more.asks.asks.push_back({{names.begin(), names.end()}, ContentClass::Any, max_bytes, {}});
  more.layers.assign(from.begin(), from.end());
  return more;
}

}  // namespace lazaret::scan
