// SPDX-License-Identifier: Apache-2.0
#include "core/source/docker_archive.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/image/config.h"
#include "core/source/stored_image.h"

namespace lazaret::source {
namespace {

struct SavedImage {
  std::string config;
  std::vector<std::string> names;   // RepoTags
  std::vector<std::string> layers;  // lowest first
};

Error invalid(const std::string& place, const std::string& message) {
  return make_error(ErrorCode::InvalidInput, place + ": " + message);
}

Result<std::vector<std::string>> read_texts(const Json& image, std::string_view key,
                                            const std::string& place) {
  const Json& list = image[key];
  if (!list.is_null() && !list.is_array()) return invalid(place, std::string(key) + " is not an array");
  std::vector<std::string> texts;
  for (const auto& item : list.items()) {
    if (!item.is_string()) return invalid(place, std::string(key) + " holds something that is not a string");
    texts.emplace_back(item.as_string());
  }
  return texts;
}

Result<SavedImage> read_image(const Json& image, const std::string& place, const Limits& limits) {
  if (!image.is_object()) return invalid(place, "is not an object");
  SavedImage saved;
  saved.config = image["Config"].as_string();
  saved.names = TRY(read_texts(image, "RepoTags", place));
  saved.layers = TRY(read_texts(image, "Layers", place));
  if (saved.config.empty()) return invalid(place, "has no Config");
  if (saved.layers.size() > limits.layers)
    return make_error(ErrorCode::LimitExceeded, place + ": " + std::to_string(saved.layers.size()) +
                                                    " layers, the limit (layers) is " +
                                                    std::to_string(limits.layers));
  return saved;
}

Result<std::vector<SavedImage>> read_images(const ArchiveListing& files, const Limits& limits) {
  TRY(files.require_single(kDockerMarker));
  const std::string text = TRY(read_text(files, kDockerMarker, limits.manifest_bytes));
  const std::string what = std::string(kDockerMarker) + " in " + files.place();
  const Json document = TRY(parse_json(text, what, {limits.manifest_bytes, limits.json_depth}));
  if (!document.is_array() || document.items().empty()) return invalid(what, "is not a list of images");
  if (document.items().size() > limits.index_children)
    return make_error(ErrorCode::LimitExceeded, what + ": " + std::to_string(document.items().size()) +
                                                    " images, the limit (index_children) is " +
                                                    std::to_string(limits.index_children));
  std::vector<SavedImage> images;
  for (std::size_t i = 0; i < document.items().size(); ++i)
    images.push_back(TRY(read_image(document.items()[i], what + ": [" + std::to_string(i) + "]", limits)));
  return images;
}

bool bears(const SavedImage& image, const std::string& name) {
  for (const auto& own : image.names)
    if (own == name || own == name + ":latest" || own == "docker.io/library/" + name ||
        own == "localhost/" + name)
      return true;
  return false;
}

std::string list_names(const std::vector<SavedImage>& images) {
  std::string list;
  for (const auto& image : images) {
    if (image.names.empty()) list += (list.empty() ? "" : ", ") + std::string("(no name)");
    for (const auto& name : image.names) list += (list.empty() ? "" : ", ") + name;
  }
  return list;
}

Result<SavedImage> choose(const ArchiveListing& files, const std::vector<SavedImage>& images,
                          const std::string& name) {
  if (name.empty() && images.size() == 1) return images.front();
  if (name.empty())
    return invalid(files.place(),
                   "holds several images: name one of them after a colon: " + list_names(images));
  for (const auto& image : images)
    if (bears(image, name)) return image;
  return make_error(ErrorCode::NotFound,
                    files.place() + " has no image named \"" + name + "\"; it has: " + list_names(images));
}

// "blobs/sha256/<hex>" and "<hex>.json" promise a digest. Layer names of other forms promise nothing:
// "<hex>.tar" of podman is the diff id, "<id>/layer.tar" of docker an identifier.
Digest digest_in_blob_name(std::string_view path) {
  if (!path.starts_with("blobs/")) return {};
  const auto segments = split(path, '/');
  if (segments.size() != 3) return {};
  auto digest = Digest::parse(std::string(segments[1]) + ":" + std::string(segments[2]));
  return digest ? digest.take() : Digest();
}

Digest digest_in_config_name(std::string_view path) {
  constexpr std::string_view kSuffix = ".json";
  if (!path.ends_with(kSuffix)) return digest_in_blob_name(path);
  auto digest = Digest::parse("sha256:" + std::string(path.substr(0, path.size() - kSuffix.size())));
  return digest ? digest.take() : Digest();
}

struct NamedConfig {
  Digest digest;
  image::Config config;
};

Result<NamedConfig> read_config(const ArchiveListing& files, const SavedImage& saved, const Limits& limits) {
  TRY(files.require_single(saved.config));
  const std::string text =
      TRY(read_text(files, saved.config, limits.manifest_bytes).with_context("configuration"));
  const std::string what = "configuration " + saved.config + " in " + files.place();
  const Digest promised = digest_in_config_name(saved.config);
  Hasher hasher(promised.empty() ? "sha256" : promised.algorithm());
  hasher.update(text);
  Digest found = hasher.finish();
  if (!promised.empty() && promised != found)
    return invalid(what, "has the wrong digest: its bytes are " + found.text() + "; it is damaged or forged");
  auto config = TRY(image::parse_config(text, what, limits));
  TRY(image::check_layer_count(config, saved.layers.size(), what));
  return NamedConfig{std::move(found), std::move(config)};
}

Result<LayerSource> describe_layer(const ArchiveListing& files, const std::string& path,
                                   const Digest& diff_id) {
  const auto range = TRY(files.open(path));
  const bool compressed = TRY(looks_compressed(range).with_context(path));
  Digest digest = digest_in_blob_name(path);
  if (digest.empty() && !compressed) digest = diff_id;
  return LayerSource{std::move(digest), diff_id, range.size, !compressed};
}

Result<void> check_platform(const ArchiveListing& files, const Platform& has, const OpenOptions& options) {
  if (!options.platform || satisfies(has, *options.platform)) return {};
  return make_error(ErrorCode::NotFound, files.place() + " has no image for " + to_string(*options.platform) +
                                             ", but for " + to_string(has) + ": name it with --platform");
}

}  // namespace

Result<std::unique_ptr<OpenedImage>> open_docker_archive(std::shared_ptr<const ArchiveListing> files,
                                                         const std::string& name,
                                                         const OpenOptions& options) {
  const auto images = TRY(read_images(*files, options.limits));
  const SavedImage saved = TRY(choose(*files, images, name));
  const NamedConfig named = TRY(read_config(*files, saved, options.limits));
  TRY(check_platform(*files, named.config.platform, options));
  auto made = std::make_unique<StoredImage>(files);
  made->describe().config_digest = named.digest.text();
  made->describe().platform = to_string(named.config.platform);
  made->describe_origin(named.config, {});
  for (std::size_t i = 0; i < saved.layers.size(); ++i) {
    const auto context = "layer " + std::to_string(i + 1);
    made->add_layer(
        TRY(describe_layer(*files, saved.layers[i], named.config.diff_ids[i]).with_context(context)),
        saved.layers[i], named.config.created_by[i]);
  }
  made->note_if_empty();
  return std::unique_ptr<OpenedImage>(std::move(made));
}

}  // namespace lazaret::source
