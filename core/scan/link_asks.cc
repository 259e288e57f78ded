// SPDX-License-Identifier: Apache-2.0
#include "core/scan/link_asks.h"

#include <algorithm>
#include <set>

#include "core/image/asked_files.h"

namespace lazaret::scan {
namespace {

constexpr int kChainLength = 16;           // hard links to hard links
constexpr std::size_t kContents = 10'000;  // at most so many are fetched again; the rest stay without content

// A file whose content a plugin wants and nobody kept, because it lies under a name that no ask matches.
bool is_missing(const image::Node& file, const FileAsk& ask) {
  return file.extents.empty() && file.size > 0 && file.size <= ask.max_bytes &&
         (file.flags & image::kOverLimit) == 0;
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
    const auto& asks = plugin.manifest.files.asks;
    const auto files = image::files_asked(view, plugin.manifest.files);
    for (std::size_t ask = 0; ask < asks.size(); ++ask)
      for (const std::uint64_t index : files[ask]) {
        const auto file = view.node(index);
        if (!is_missing(file, asks[ask]) || names.size() >= kContents) continue;
        names.insert(stored_name(layers, file));
        from.insert(file.content_layer);
        max_bytes = std::max(max_bytes, asks[ask].max_bytes);
      }
  }
  LinkAsks more;
  if (names.empty()) return more;
  more.asks.asks.push_back({{names.begin(), names.end()}, ContentClass::Any, max_bytes, {}});
  more.layers.assign(from.begin(), from.end());
  return more;
}

}  // namespace lazaret::scan
