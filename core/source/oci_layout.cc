// SPDX-License-Identifier: Apache-2.0
#include "core/source/oci_layout.h"

#include <set>

#include "core/base/dir_fd.h"
#include "core/base/json.h"
#include "core/source/manifest_chooser.h"
#include "core/source/stored_image.h"

namespace lazaret::source {
namespace {

using image::Descriptor;

constexpr std::string_view kReferenceName = "org.opencontainers.image.ref.name";
constexpr std::string_view kContainerdName = "io.containerd.image.name";

class LayoutDirectory : public FileStore {
 public:
  LayoutDirectory(DirFd directory, std::string path)
      : directory_(std::move(directory)), path_(std::move(path)) {}

  Result<FileRange> open(const std::string& path) const override {
    auto file = directory_.open_regular(path);
    if (!file && file.error().code == ErrorCode::NotFound)
      return make_error(ErrorCode::NotFound, path + " is missing from " + path_);
    if (!file) return std::move(file.error()).with_context(path_);
    const std::uint64_t size = TRY(size_of(*file));
    return FileRange{std::make_shared<const Fd>(file.take()), 0, size, true};
  }
  const std::string& place() const override { return path_; }

 private:
  DirFd directory_;
  std::string path_;
};

Result<void> check_marker(const FileStore& files, const Limits& limits) {
  const std::string text = TRY(read_text(files, kLayoutMarker, limits.manifest_bytes));
  const std::string what = std::string(kLayoutMarker) + " in " + files.place();
  const Json marker = TRY(parse_json(text, what, {limits.manifest_bytes, limits.json_depth}));
  const auto version = marker["imageLayoutVersion"].as_string();
  if (version.starts_with("1.")) return {};
  return make_error(ErrorCode::Unsupported,
                    what + ": imageLayoutVersion is \"" + std::string(version) + "\", Lazaret reads 1.x");
}

std::string_view name_of(const Descriptor& descriptor) {
  const auto name = descriptor.annotation(kReferenceName);
  return name.empty() ? descriptor.annotation(kContainerdName) : name;
}

// `tag` may be the whole name or what stands after its last colon.
bool is_named(const Descriptor& descriptor, const std::string& tag) {
  for (const auto key : {kReferenceName, kContainerdName}) {
    const auto name = descriptor.annotation(key);
    if (name == tag || name.ends_with(":" + tag)) return true;
  }
  return false;
}

std::string list_names(const std::vector<Descriptor>& images) {
  std::set<std::string_view> names;
  for (const auto& descriptor : images)
    names.insert(name_of(descriptor).empty() ? "(no name)" : name_of(descriptor));
  std::string list;
  for (const auto name : names) list.append(list.empty() ? "" : ", ").append(name);
  return list.empty() ? "none" : list;
}

// Several entries are one image when they bear one name and each its own platform.
bool is_one_image(const std::vector<Descriptor>& images) {
  std::set<std::string> platforms;
  for (const auto& descriptor : images) {
    if (name_of(descriptor) != name_of(images.front())) return false;
    if (images.size() > 1 && !descriptor.platform) return false;
    if (descriptor.platform && !platforms.insert(to_string(*descriptor.platform)).second) return false;
  }
  return true;
}

Result<std::vector<Descriptor>> choose_by_name(const FileStore& files, const std::vector<Descriptor>& all,
                                               const std::string& tag) {
  std::vector<Descriptor> images;
  for (const auto& descriptor : all)
    if (!image::is_attestation(descriptor)) images.push_back(descriptor);
  std::vector<Descriptor> named;
  for (const auto& descriptor : images)
    if (tag.empty() || is_named(descriptor, tag)) named.push_back(descriptor);
  if (named.empty() && !tag.empty())
    return make_error(ErrorCode::NotFound,
                      files.place() + " has no image named \"" + tag + "\"; it has: " + list_names(images));
  if (named.empty())
    return make_error(ErrorCode::InvalidInput, "index.json in " + files.place() + " names no image");
  if (is_one_image(named)) return named;
  return make_error(
      ErrorCode::InvalidInput,
      files.place() + " holds several images: name one of them after a colon: " + list_names(named));
}

Result<void> add_layers(StoredImage& made, const ChosenImage& chosen, const FileStore& files) {
  for (std::size_t i = 0; i < chosen.manifest.layers.size(); ++i) {
    const auto& layer = chosen.manifest.layers[i];
    const std::string path = blob_path(layer.digest);
    if (image::media_kind(layer.media_type) == image::MediaKind::ForeignLayer && !files.open(path)) {
      made.add_gap({"layer_absent", layer.digest.text(),
                    "the layer may not be distributed and lies elsewhere (" +
                        (layer.urls.empty() ? "no address is given" : layer.urls.front()) +
                        "), so its files are unknown",
                    ""});
      continue;
    }
    const auto range = TRY(files.open(path).with_context("layer " + std::to_string(i + 1)));
    if (range.size != layer.size)
      return make_error(ErrorCode::InvalidInput,
                        "layer " + path + " in " + files.place() + " has " + std::to_string(range.size) +
                            " bytes, its descriptor says " + std::to_string(layer.size));
    const bool compressed = TRY(looks_compressed(range));
    made.add_layer({layer.digest, chosen.config.diff_ids[i], layer.size, !compressed}, path,
                   chosen.config.created_by[i]);
  }
  return {};
}

}  // namespace

Result<std::shared_ptr<const FileStore>> open_layout_directory(const std::string& directory) {
  return std::shared_ptr<const FileStore>(
      std::make_shared<LayoutDirectory>(TRY(DirFd::open(directory)), directory));
}

Result<std::unique_ptr<OpenedImage>> open_layout(std::shared_ptr<const FileStore> files,
                                                 const std::string& tag, const OpenOptions& options) {
  TRY(check_marker(*files, options.limits));
  const std::string text = TRY(read_text(*files, "index.json", options.limits.manifest_bytes));
  const auto index = TRY(image::parse_index(text, "index.json in " + files->place(), options.limits));
  const auto candidates = TRY(choose_by_name(*files, index.manifests, tag));
  const auto chosen = TRY(choose_image(StoredDocuments(*files, options.limits), candidates, options));
  auto made = std::make_unique<StoredImage>(files);
  made->describe().digest = chosen.digest.text();
  made->describe().config_digest = chosen.manifest.config.digest.text();
  made->describe().platform = to_string(chosen.platform);
  made->describe_origin(chosen.config, chosen.manifest.annotations);
  TRY(add_layers(*made, chosen, *files));
  made->note_if_empty();
  return std::unique_ptr<OpenedImage>(std::move(made));
}

}  // namespace lazaret::source
