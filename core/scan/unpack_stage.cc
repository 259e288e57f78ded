// SPDX-License-Identifier: Apache-2.0
#include "core/scan/unpack_stage.h"

#include <algorithm>
#include <atomic>
#include <numeric>
#include <optional>
#include <thread>

#include "core/scan/feeder.h"
#include "core/scan/inventory.h"
#include "core/scan/job_words.h"

namespace lazaret::scan {
namespace {

constexpr std::string_view kKind = "layers";
constexpr std::string_view kNotesKind = "layer-notes";
constexpr std::uint64_t kNotesBytes = 16u << 20;

std::string layer_name(const UnpackContext& context, std::size_t index) {
  const auto& layer = context.image.layers()[index];
  return "layer " + std::to_string(index + 1) + " of " + std::to_string(context.image.layers().size()) +
         (layer.digest.empty() ? "" : " (" + layer.digest.text() + ")");
}

// Empty where nothing verified names the bytes: a directory, a compressed layer without a digest of its own.
std::string cache_key(const UnpackContext& context, std::size_t index, const AskSet& asks) {
  const auto& digest = context.image.layers()[index].digest;
  if (digest.empty()) return {};
  Hasher hasher;
  hasher.update(kUnpackerVersion);
  hasher.update(digest.text());
  hasher.update(context.runner.isolation() == Isolation::Full ? "full" : "degraded");
  hasher.update(asks.serialize());
  return std::string(hasher.finish().hex());
}

bool wants_diff_id(const UnpackContext& context, const source::LayerSource& layer) {
  return !layer.diff_id.empty() && (context.verify_diff_ids || layer.digest.empty());
}

Run run_of(const sandbox::Outcome& outcome) {
  Run run;
  run.plugin = "unpack";
  run.version = kUnpackerVersion;
  run.stage = "unpack";
  run.outcome = outcome.status;
  run.detail = outcome.detail;
  run.isolation = outcome.isolation;
  run.wall_ms = outcome.wall_ms;
  run.cpu_ms = outcome.cpu_ms;
  run.peak_rss_kib = outcome.peak_rss_kib;
  run.receipt = outcome.receipt;
  return run;
}

Result<void> check_bytes(const source::LayerSource& layer, const Fed& fed) {
  if (layer.digest.empty()) return {};
  if (fed.bytes != layer.size)
    return make_error(
        ErrorCode::InvalidInput,
        "has " + std::to_string(fed.bytes) + " bytes, its descriptor says " + std::to_string(layer.size));
  if (fed.digest != layer.digest)
    return make_error(ErrorCode::InvalidInput, "wrong digest: the bytes are " + fed.digest.text() +
                                                   "; the image is damaged or forged");
  return {};
}

Result<void> check_diff_id(const UnpackContext& context, const source::LayerSource& layer,
                           const std::string& found) {
  if (layer.diff_id.empty()) return {};
  if (layer.uncompressed && layer.digest != layer.diff_id)
    return make_error(ErrorCode::InvalidInput, "wrong diff id: the configuration says " +
                                                   layer.diff_id.text() + ", the plain tar is " +
                                                   layer.digest.text());
  // A plain tar's is always found, also where its source could not see that it is one.
  if ((wants_diff_id(context, layer) || !found.empty()) && found != layer.diff_id.text())
    return make_error(ErrorCode::InvalidInput, "wrong diff id: the configuration says " +
                                                   layer.diff_id.text() + ", the content is " + found);
  return {};
}

struct Raw {
  sandbox::UnpackResult result;
  Result<Fed> fed = make_error(ErrorCode::Internal, "not fed");
};

Result<Raw> run_jail(const UnpackContext& context, std::size_t index, const AskSet& asks, const Fd& output) {
  const auto& layer = context.image.layers()[index];
  auto stream = TRY(context.image.open_layer(index, asks));
  PipeEnds pipe = TRY(make_pipe());
  sandbox::UnpackJob job;
  job.input = std::move(pipe.read);
  job.output = TRY(duplicate(output));
  job.request = {asks, context.limits, wants_diff_id(context, layer), layer.generated};
  Raw raw;
  const auto algorithm = layer.digest.empty() ? "sha256" : layer.digest.algorithm();
  std::jthread feeder([&, sink = std::move(pipe.write)]() mutable {
    raw.fed = feed(*stream, std::move(sink), algorithm, context.progress);
  });
  raw.result = context.runner.unpack(std::move(job));
  feeder.join();
  return raw;
}

Result<UnpackedLayer> unpack_fresh(const UnpackContext& context, std::size_t index, const AskSet& asks) {
  const auto& layer = context.image.layers()[index];
  Fd file = TRY(context.cache.make_file());
  Raw raw = TRY(run_jail(context, index, asks, file));
  const Fed fed = TRY(std::move(raw.fed));
  TRY(check_bytes(layer, fed));  // before the worker's word: a damaged blob is told as such
  if (!raw.result.outcome.ok())
    return make_error(ErrorCode::InvalidInput, "cannot be unpacked (" +
                                                   std::string(to_string(raw.result.outcome.status)) +
                                                   "): " + raw.result.outcome.detail);
  TRY(check_diff_id(context, layer, raw.result.summary.totals.diff_id));
  UnpackedLayer done{std::move(file), {}, std::move(raw.result.summary.gaps), run_of(raw.result.outcome)};
  done.run.records = raw.result.summary.entries;
  done.layer = TRY(image::LayerFile::open(done.file, context.limits));
  context.progress.note(layer_name(context, index) + ": unpacked, " + job_words(done.run));
  return done;
}

Result<LayerNotes> read_notes(const Fd& file) {
  return decode_layer_notes(TRY(read_whole(file, kNotesBytes, "layer notes")));
}

// A cached entry is followed by notes (gaps and run); whatever is damaged is discarded and made again.
std::optional<UnpackedLayer> find_cached(const UnpackContext& context, std::size_t index,
                                         const std::string& key) {
  auto file = context.cache.find(kKind, key);
  auto notes = context.cache.find(kNotesKind, key);
  if (!file || !notes) return std::nullopt;
  UnpackedLayer done{file.take(), {}, {}, {}};
  auto layer = image::LayerFile::open(done.file, context.limits);
  auto decoded = read_notes(*notes);
  if (!layer || !decoded) {
    context.cache.discard(kKind, key);
    context.cache.discard(kNotesKind, key);
    return std::nullopt;
  }
  const auto& source = context.image.layers()[index];
  if (wants_diff_id(context, source) && layer->totals().diff_id.empty()) return std::nullopt;
  if (!check_diff_id(context, source, layer->totals().diff_id)) return std::nullopt;
  done.layer = layer.take();
  done.gaps = std::move(decoded->gaps);
  done.run = std::move(decoded->run);
  context.progress.advance(source.size);
  return done;
}

Result<void> publish(const UnpackContext& context, const std::string& key, const UnpackedLayer& done) {
  if (!context.cache.keeps()) return {};
  const Fd notes = TRY(context.cache.make_file());
  TRY(write_all(notes, as_byte_span(encode(LayerNotes{done.gaps, done.run}))));
  if (!done.layer.totals().diff_id.empty()) {  // may replace one that was made without its diff id
    context.cache.discard(kKind, key);
    context.cache.discard(kNotesKind, key);
  }
  TRY(context.cache.publish(notes, kNotesKind, key));
  return context.cache.publish(done.file, kKind, key);
}

void say_cached(const UnpackContext& context, std::size_t index) {
  context.progress.note(layer_name(context, index) + ": from the cache");
}

Result<UnpackedLayer> unpack_or_find(const UnpackContext& context, std::size_t index, const AskSet& asks) {
  const std::string key = cache_key(context, index, asks);
  if (key.empty() || !context.cache.keeps()) return unpack_fresh(context, index, asks);
  if (auto cached = find_cached(context, index, key)) return say_cached(context, index), std::move(*cached);
  const Fd held =
      TRY(context.cache.lock(kKind, key));  // somebody else may be making it: wait, then look again
  if (auto cached = find_cached(context, index, key)) return say_cached(context, index), std::move(*cached);
  UnpackedLayer done = TRY(unpack_fresh(context, index, asks));
  TRY(publish(context, key, done));
  return done;
}

std::vector<std::size_t> largest_first(const std::vector<source::LayerSource>& layers) {
  std::vector<std::size_t> order(layers.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return layers[a].size > layers[b].size; });
  return order;
}

}  // namespace

Result<UnpackedLayer> unpack_one(const UnpackContext& context, std::size_t index, const AskSet& asks) {
  return unpack_or_find(context, index, asks).with_context(layer_name(context, index));
}

Result<std::vector<UnpackedLayer>> unpack_layers(const UnpackContext& context, const AskSet& asks) {
  const auto order = largest_first(context.image.layers());
  std::vector<std::optional<Result<UnpackedLayer>>> results(order.size());
  std::atomic<std::size_t> next = 0;
  std::atomic<bool> failed = false;
  const auto work = [&] {
    for (std::size_t taken = next++; taken < order.size() && !failed; taken = next++) {
      results[order[taken]] = unpack_one(context, order[taken], asks);
      if (!results[order[taken]]->has_value()) failed = true;
    }
  };
  {
    std::vector<std::jthread> helpers;
    const std::size_t wanted = std::min<std::size_t>(context.threads, order.size());
    for (std::size_t i = 1; i < wanted; ++i) helpers.emplace_back(work);
    work();
  }
  std::vector<UnpackedLayer> layers;
  for (auto& result : results)
    if (result && !result->has_value()) return std::move(result->error());
  for (auto& result : results) layers.push_back(result->take());
  return layers;
}

}  // namespace lazaret::scan
