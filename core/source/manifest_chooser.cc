// SPDX-License-Identifier: Apache-2.0
#include "core/source/manifest_chooser.h"

#include <algorithm>
#include <set>

namespace lazaret::source {
namespace {

using image::Descriptor;

Result<image::Document> read_document(const Documents& documents, const Descriptor& descriptor,
                                      const Limits& limits) {
  const auto kind = image::media_kind(descriptor.media_type);
  const std::string what = kind == image::MediaKind::Index ? "index" : "manifest";
  const std::string text = TRY(documents.read(descriptor, what));
  return image::parse_document(text, descriptor.media_type, what + " " + descriptor.digest.text(), limits);
}

// Walks indexes down to manifests. Each index is read once, so a cycle ends and a bomb of indexes that name
// each other costs no more than the indexes that are stored.
class Collector {
 public:
  Collector(const Documents& documents, const Limits& limits) : documents_(documents), limits_(limits) {}

  Result<void> collect(const std::vector<Descriptor>& descriptors, std::uint64_t depth) {
    for (const auto& descriptor : descriptors) TRY(collect_one(descriptor, depth));
    return {};
  }
  std::vector<Descriptor> manifests;
  std::vector<std::string> others;  // media types of what is no image

 private:
  Result<void> collect_one(const Descriptor& descriptor, std::uint64_t depth) {
    if (image::is_attestation(descriptor)) return {};
    const auto kind = image::media_kind(descriptor.media_type);
    if (kind == image::MediaKind::Manifest || kind == image::MediaKind::SchemaOne) return add(descriptor);
    if (kind == image::MediaKind::Index) return descend(descriptor, depth + 1);
    others.push_back(descriptor.media_type);
    return {};
  }

  Result<void> add(const Descriptor& descriptor) {
    if (!seen_.insert(descriptor.digest.text()).second) return {};
    if (manifests.size() == limits_.index_children) return too_many("manifests");
    manifests.push_back(descriptor);
    return {};
  }

  Result<void> descend(const Descriptor& descriptor, std::uint64_t depth) {
    if (!seen_.insert(descriptor.digest.text()).second) return {};
    if (depth > limits_.index_depth)
      return make_error(ErrorCode::LimitExceeded, "index " + descriptor.digest.text() + " in " +
                                                      documents_.place() +
                                                      " is nested deeper than the limit (index_depth) of " +
                                                      std::to_string(limits_.index_depth));
    if (++indexes_ > limits_.index_children) return too_many("indexes");
    const auto document = TRY(read_document(documents_, descriptor, limits_));
    return collect(std::get<image::Index>(document).manifests, depth);
  }

  Error too_many(const std::string& what) const {
    return make_error(ErrorCode::LimitExceeded, documents_.place() + " names more " + what +
                                                    " than the limit (index_children) of " +
                                                    std::to_string(limits_.index_children));
  }

  const Documents& documents_;
  const Limits& limits_;
  std::set<std::string> seen_;
  std::uint64_t indexes_ = 0;
};

Result<ChosenImage> load(const Documents& documents, const Descriptor& descriptor, const Limits& limits) {
  auto document = TRY(read_document(documents, descriptor, limits));
  auto* manifest = std::get_if<image::Manifest>(&document);
  LZ_ASSERT(manifest != nullptr);  // parse_document agreed with the descriptor's media type
  const auto& config = manifest->config;
  const std::string text = TRY(documents.read(config, "configuration"));
  const std::string what = "configuration " + config.digest.text();
  auto parsed = TRY(image::parse_config(text, what, limits));
  ChosenImage chosen{descriptor.digest, std::move(*manifest), std::move(parsed), {}};
  TRY(image::check_layer_count(chosen.config, chosen.manifest.layers.size(), what));
  chosen.platform = chosen.config.platform;
  if (chosen.platform.architecture.empty() && descriptor.platform) chosen.platform = *descriptor.platform;
  return chosen;
}

// What the index says, or, where it is silent, the configuration itself.
Result<Platform> platform_of(const Documents& documents, const Descriptor& descriptor, const Limits& limits) {
  if (descriptor.platform && !descriptor.platform->architecture.empty()) return *descriptor.platform;
  return TRY(load(documents, descriptor, limits)).platform;
}

Error no_such_platform(const Documents& documents, const Platform& wanted,
                       const std::vector<Platform>& offered) {
  std::string list;
  for (const auto& platform : offered) {
    const std::string name = to_string(platform);
    list += (list.empty() ? "" : ", ") + (name.empty() ? "unknown" : name);
  }
  return make_error(ErrorCode::NotFound, documents.place() + " has no image for " + to_string(wanted) +
                                             ", but for " + list + ": name one with --platform");
}

// The first that is exactly the wish, else the first that satisfies it.
std::optional<std::size_t> best_match(const std::vector<Platform>& offered, const Platform& wanted) {
  for (std::size_t i = 0; i < offered.size(); ++i)
    if (same_platform(offered[i], wanted)) return i;
  for (std::size_t i = 0; i < offered.size(); ++i)
    if (satisfies(offered[i], wanted)) return i;
  return std::nullopt;
}

}  // namespace

Result<ChosenImage> choose_image(const Documents& documents, const std::vector<Descriptor>& candidates,
                                 const OpenOptions& options) {
  Collector collector(documents, options.limits);
  TRY(collector.collect(candidates, 0));
  const auto& manifests = collector.manifests;
  if (manifests.empty())
    return make_error(
        ErrorCode::Unsupported,
        documents.place() + " holds no container image" +
            (collector.others.empty() ? std::string()
                                      : ", but something of type \"" + collector.others.front() + "\""));
  if (manifests.size() == 1 && !options.platform) return load(documents, manifests.front(), options.limits);
  const Platform wanted = options.platform.value_or(host_platform());
  std::vector<Platform> offered;
  for (const auto& manifest : manifests)
    offered.push_back(TRY(platform_of(documents, manifest, options.limits)));
  const auto match = best_match(offered, wanted);
  if (!match) return no_such_platform(documents, wanted, offered);
  return load(documents, manifests[*match], options.limits);
}

}  // namespace lazaret::source
