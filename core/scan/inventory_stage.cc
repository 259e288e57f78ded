// SPDX-License-Identifier: Apache-2.0
#include "core/scan/inventory_stage.h"

#include <algorithm>

#include "core/scan/detect_stage.h"
#include "core/scan/link_asks.h"
#include "core/scan/unpack_stage.h"

namespace lazaret::scan {
namespace {

constexpr std::string_view kKind = "inventories";
constexpr std::uint64_t kInventoryBytes = 1u << 30;

// Empty when a layer has no verified digest: then nothing names the content, and nothing is kept.
std::string cache_key(const ScanRequest& request, const Services& services, const source::Image& image) {
  Hasher hasher;
  hasher.update(kUnpackerVersion);
  hasher.update(services.runner.isolation() == Isolation::Full ? "full" : "degraded");
  hasher.update(request.verify_diff_ids ? "diff ids" : "");
  for (const auto& layer : image.layers()) {
    if (layer.digest.empty()) return {};
    hasher.update(layer.digest.text() + (request.verify_diff_ids ? layer.diff_id.text() : ""));
  }
  for (const auto& plugin : request.plugins) hasher.update(plugin.sha256.text());
  return std::string(hasher.finish().hex());
}

Result<Inventory> read_cached(const Cache& cache, const std::string& key) {
  if (key.empty()) return make_error(ErrorCode::NotFound, "not kept");
  const Fd file = TRY(cache.find(kKind, key));
  auto inventory = decode_inventory(TRY(read_whole(file, kInventoryBytes, "inventory")));
  if (!inventory) cache.discard(kKind, key);
  return inventory;
}

// Only what would come out the same again: a crash or a timeout deserves another try.
bool worth_keeping(const Inventory& inventory) {
  return std::all_of(inventory.runs.begin(), inventory.runs.end(), [](const Run& run) {
    return run.outcome == RunOutcome::Ok || run.outcome == RunOutcome::Partial;
  });
}

Result<void> keep(const Cache& cache, const std::string& key, const Inventory& inventory) {
  if (key.empty() || !cache.keeps() || !worth_keeping(inventory)) return {};
  const Fd file = TRY(cache.make_file());
  TRY(write_all(file, as_byte_span(encode(inventory))));
  return cache.publish(file, kKind, key);
}

struct Merged {
  Fd file;
  image::View view;
  std::vector<Gap> gaps;
};

Result<Merged> merge(const source::Image& image, const std::vector<UnpackedLayer>& layers,
                     const Limits& limits) {
  std::vector<const image::LayerFile*> files;
  std::vector<std::string> digests;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    files.push_back(&layers[i].layer);
    digests.push_back(image.layers()[i].digest.text());
  }
  auto merged = TRY(image::View::merge(files, digests, limits));
  auto view = TRY(image::View::open(merged.file));
  return Merged{std::move(merged.file), std::move(view), std::move(merged.gaps)};
}

AskSet all_asks(std::span<const sandbox::PluginFile> plugins) {
  std::vector<AskSet> sets;
  for (const auto& plugin : plugins) sets.push_back(plugin.manifest.files);
  return AskSet::merge(sets);
}

// Contents that plugins reach under another name are fetched by unpacking the layers that hold them once
// more.
Result<Merged> merge_complete(const ScanRequest& request, const UnpackContext& context, const AskSet& asks,
                              std::vector<UnpackedLayer>& layers) {
  Merged merged = TRY(merge(context.image, layers, context.limits));
  const LinkAsks more = asks_through_links(merged.view, layers, request.plugins);
  if (more.layers.empty()) return merged;
  const AskSet wider = AskSet::merge({asks, more.asks});
  for (const std::size_t index : more.layers) layers[index] = TRY(unpack_one(context, index, wider));
  return merge(context.image, layers, context.limits);
}

void add_layer_notes(Inventory& inventory, const source::Image& image, std::vector<UnpackedLayer>& layers) {
  for (std::size_t i = 0; i < layers.size(); ++i) {
    Run run = std::move(layers[i].run);
    run.sha256 = image.layers()[i].digest.empty() ? "" : std::string(image.layers()[i].digest.hex());
    inventory.runs.push_back(std::move(run));
    std::move(layers[i].gaps.begin(), layers[i].gaps.end(), std::back_inserter(inventory.gaps));
  }
}

Result<Inventory> make_inventory(const ScanRequest& request, const Services& services, source::Image& image) {
  const Limits& limits = request.open.limits;
  const UnpackContext unpack{image,          services.runner,   services.cache,
                             limits,         services.progress, request.verify_diff_ids,
                             request.threads};
  std::uint64_t bytes = 0;
  for (const auto& layer : image.layers()) bytes += layer.size;
  services.progress.stage("unpacking", bytes);
  const AskSet asks = all_asks(request.plugins);
  auto layers = TRY(unpack_layers(unpack, asks));
  services.progress.stage("merging", 0);
  Merged merged = TRY(merge_complete(request, unpack, asks, layers));
  const DetectContext context{services.runner, limits, services.progress, request.threads};
  Inventory inventory = detect(context, request.plugins, merged.file, merged.view, layers);
  add_layer_notes(inventory, image, layers);
  std::move(merged.gaps.begin(), merged.gaps.end(), std::back_inserter(inventory.gaps));
  for (auto& gap : image.gaps()) inventory.gaps.push_back(std::move(gap));
  return inventory;
}

}  // namespace

Result<Inventory> take_inventory(const ScanRequest& request, const Services& services, source::Image& image) {
  const std::string key = cache_key(request, services, image);
  if (auto cached = read_cached(services.cache, key)) {
    services.progress.note("inventory: from the cache");
    return cached;
  }
  Inventory inventory = TRY(make_inventory(request, services, image));
  TRY(keep(services.cache, key, inventory));
  return inventory;
}

}  // namespace lazaret::scan
