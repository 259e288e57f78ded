// SPDX-License-Identifier: Apache-2.0
#include "core/scan/detect_stage.h"

#include <algorithm>
#include <atomic>
#include <optional>
#include <thread>

#include "core/image/asked_files.h"
#include "core/scan/job_words.h"
#include "core/scan/ownership.h"

namespace lazaret::scan {
namespace {

// A detector starts only if the view has a file that it asked for.
bool has_work(const image::View& view, const AskSet& asks) {
  const auto files = image::files_asked(view, asks);
  return std::any_of(files.begin(), files.end(), [](const auto& of_ask) { return !of_ask.empty(); });
}

Result<sandbox::DetectJob> make_job(const sandbox::PluginFile& plugin, const Fd& view_file,
                                    std::span<const UnpackedLayer> layers, const Limits& limits) {
  sandbox::DetectJob job;
  job.plugin = &plugin;
  job.view = TRY(duplicate(view_file));
  for (const auto& layer : layers) job.packs.push_back(TRY(duplicate(layer.file)));
  job.limits = limits;
  job.limits.job_cpu = limits.detector_cpu;
  job.limits.job_wall = limits.detector_wall;
  return job;
}

sandbox::DetectResult run_one(const DetectContext& context, const sandbox::PluginFile& plugin,
                              const Fd& view_file, std::span<const UnpackedLayer> layers) {
  auto job = make_job(plugin, view_file, layers, context.limits);
  if (job) return context.runner.detect(job.take());
  sandbox::DetectResult failed;
  failed.outcome.detail = job.error().message;
  return failed;
}

Run run_of(const sandbox::PluginFile& plugin, const sandbox::Outcome& outcome) {
  return {plugin.manifest.id,
          plugin.manifest.version,
          std::string(plugin.sha256.hex()),
          "detect",
          outcome.status,
          outcome.detail,
          outcome.isolation,
          outcome.wall_ms,
          outcome.cpu_ms,
          outcome.peak_rss_kib,
          outcome.records,
          outcome.receipt};
}

void add_result(Inventory& inventory, std::vector<std::string>& owned, const sandbox::PluginFile& plugin,
                sandbox::DetectResult result) {
  const std::string& id = plugin.manifest.id;
  inventory.runs.push_back(run_of(plugin, result.outcome));
  if (!result.outcome.ok())
    inventory.gaps.push_back({"detector_incomplete", id,
                              "the detector did not finish (" +
                                  std::string(to_string(result.outcome.status)) +
                                  "): " + result.outcome.detail,
                              id});
  for (auto& package : result.detection.packages) {
    package.plugin = id;
    inventory.packages.push_back(std::move(package));
  }
  for (auto& gap : result.detection.gaps) {
    gap.plugin = id;
    inventory.gaps.push_back(std::move(gap));
  }
  if (result.detection.os && !inventory.os) inventory.os = std::move(result.detection.os);
  std::move(result.detection.owned_paths.begin(), result.detection.owned_paths.end(),
            std::back_inserter(owned));
}

std::vector<const sandbox::PluginFile*> with_work(std::span<const sandbox::PluginFile> plugins,
                                                  const image::View& view) {
  std::vector<const sandbox::PluginFile*> chosen;
  for (const auto& plugin : plugins)
    if (has_work(view, plugin.manifest.files)) chosen.push_back(&plugin);
  return chosen;
}

}  // namespace

Inventory detect(const DetectContext& context, std::span<const sandbox::PluginFile> plugins,
                 const Fd& view_file, const image::View& view, std::span<const UnpackedLayer> layers) {
  const auto chosen = with_work(plugins, view);
  context.progress.stage("detecting", chosen.size());
  std::vector<sandbox::DetectResult> results(chosen.size());
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t taken = next++; taken < chosen.size(); taken = next++) {
      results[taken] = run_one(context, *chosen[taken], view_file, layers);
      context.progress.note("detector " + chosen[taken]->manifest.id + ": " +
                            job_words(run_of(*chosen[taken], results[taken].outcome)));
      context.progress.advance(1);
    }
  };
  {
    std::vector<std::jthread> helpers;
    for (std::size_t i = 1; i < std::min<std::size_t>(context.threads, chosen.size()); ++i)
      helpers.emplace_back(work);
    work();
  }
  Inventory inventory;
  std::vector<std::string> owned;
  for (std::size_t i = 0; i < chosen.size(); ++i)
    add_result(inventory, owned, *chosen[i], std::move(results[i]));
  if (auto gap = unowned_software(view, inventory.packages, owned)) inventory.gaps.push_back(std::move(*gap));
  return inventory;
}

}  // namespace lazaret::scan
