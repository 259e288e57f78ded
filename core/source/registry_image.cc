// SPDX-License-Identifier: Apache-2.0
#include "core/source/registry_image.h"

#include <mutex>
#include <set>

#include "core/image/artifact.h"
#include "core/image/reference.h"
#include "core/registry/locate.h"
#include "core/source/manifest_chooser.h"

namespace lazaret::source {
namespace {

using image::Descriptor;
using registry::FetchedManifest;
using registry::Repository;

constexpr std::string_view kIndexType = "application/vnd.oci.image.index.v1+json";
constexpr std::string_view kManifestType = "application/vnd.oci.image.manifest.v1+json";

// Manifests and configurations of one repository; the one that the reference named is there already.
class RegistryDocuments : public Documents {
 public:
  RegistryDocuments(const Repository& repository, const FetchedManifest& root)
      : repository_(repository), root_(root) {}

  Result<std::string> read(const Descriptor& descriptor, const std::string& what) const override {
    if (descriptor.digest == root_.digest && descriptor.size == root_.text.size()) return root_.text;
    if (image::media_kind(descriptor.media_type) == image::MediaKind::Config)
      return repository_.small_blob(descriptor, what);
    return repository_.manifest(descriptor, what);
  }
  const std::string& place() const override { return repository_.name(); }

 private:
  const Repository& repository_;
  const FetchedManifest& root_;
};

class RegistryStream : public LayerStream {
 public:
  explicit RegistryStream(std::unique_ptr<registry::BlobReader> blob) : blob_(std::move(blob)) {}
  Result<std::size_t> read(std::span<std::byte> buffer) override { return blob_->read(buffer); }

 private:
  std::unique_ptr<registry::BlobReader> blob_;
};

class RegistryImage : public OpenedImage {
 public:
  explicit RegistryImage(Repository repository) : repository_(std::move(repository)) {}

  Result<std::unique_ptr<LayerStream>> open_layer(std::size_t index, const AskSet&) override {
    LZ_ASSERT(index < layers().size());
    const auto& layer = layers()[index];
    return std::unique_ptr<LayerStream>(std::make_unique<RegistryStream>(
        repository_.blob(layer.digest, layer.size, "layer " + layer.digest.text())));
  }
  std::vector<Gap> gaps() const override { return gaps_; }

  Result<void> take(const ChosenImage& chosen) {
    describe().digest = chosen.digest.text();
    describe().config_digest = chosen.manifest.config.digest.text();
    describe().platform = to_string(chosen.platform);
    for (std::size_t i = 0; i < chosen.manifest.layers.size(); ++i) TRY(take_layer(chosen, i));
    if (layers().empty() && gaps_.empty())
      gaps_.push_back({"empty_image", repository_.name(),
                       "the image has no layers, so there was nothing to look at", ""});
    return {};
  }

 private:
  // Whether a layer is compressed is not asked before it is read; the unpacker tells
  // (core/scan/unpack_stage.cc).
  Result<void> take_layer(const ChosenImage& chosen, std::size_t index) {
    const auto& layer = chosen.manifest.layers[index];
    const bool foreign = image::media_kind(layer.media_type) == image::MediaKind::ForeignLayer;
    if (foreign && !TRY(repository_.has_blob(layer.digest))) {
      gaps_.push_back({"layer_absent", layer.digest.text(),
                       "the layer may not be distributed and lies elsewhere (" +
                           (layer.urls.empty() ? "no address is given" : layer.urls.front()) +
                           "), so its files are unknown",
                       ""});
      return {};
    }
    list_layer({layer.digest, chosen.config.diff_ids[index], layer.size, false, false},
               chosen.config.created_by[index]);
    return {};
  }

  Repository repository_;
  std::vector<Gap> gaps_;
};

// The text has been hashed; here it is looked at for the first time, to know what it is called by.
Result<Descriptor> describe_root(const FetchedManifest& root, const std::string& what, const Limits& limits) {
  const auto document = TRY(image::parse_document(root.text, root.media_type, what, limits));
  Descriptor descriptor;
  descriptor.media_type = root.media_type;
  if (descriptor.media_type.empty())
    descriptor.media_type = std::holds_alternative<image::Index>(document) ? kIndexType : kManifestType;
  descriptor.digest = root.digest;
  descriptor.size = root.text.size();
  return descriptor;
}

// A registry says the same thing with every answer; people want to read it once.
registry::Note once_each(std::function<void(const std::string&)> note) {
  if (!note) return {};
  struct Said {
    std::mutex mutex;
    std::set<std::string> texts;
  };
  return [note = std::move(note), said = std::make_shared<Said>()](const std::string& text) {
    const std::lock_guard held(said->mutex);
    if (said->texts.size() < 20 && said->texts.insert(text).second) note(text);
  };
}

Result<image::Reference> read_reference(const std::string& text, bool bare,
                                        const registry::RegistriesConf& conf) {
  if (!bare) return image::parse_reference(text);
  return image::parse_reference(TRY(registry::complete_short_name(conf, text)));
}

// What is stored under such a tag is never an image: said before its content is looked at.
Result<void> refuse_artifact_tag(const image::Reference& reference) {
  const auto kind = image::artifact_tag_name(reference.tag);
  if (kind.empty() || !reference.digest.empty()) return {};
  return make_error(ErrorCode::Unsupported, reference.text() + " is not a container image but, by its tag, " +
                                                std::string(kind) + "; scan the image that it belongs to");
}

Result<std::unique_ptr<OpenedImage>> open_reference(const image::Reference& reference,
                                                    const registry::RegistriesConf& conf,
                                                    const std::shared_ptr<registry::Context>& context,
                                                    const OpenOptions& options) {
  TRY(refuse_artifact_tag(reference));
  auto located = TRY(registry::locate(context, conf, reference));
  const std::string what = "manifest " + located.root.digest.text() + " of " + located.repository.name();
  const auto root = TRY(describe_root(located.root, what, options.limits));
  const RegistryDocuments documents(located.repository, located.root);
  const auto chosen = TRY(choose_image(documents, {root}, options));
  auto made = std::make_unique<RegistryImage>(located.repository);
  TRY(made->take(chosen));
  return std::unique_ptr<OpenedImage>(std::move(made));
}

}  // namespace

Result<std::unique_ptr<OpenedImage>> open_registry_image(const std::string& text, bool bare,
                                                         const OpenOptions& options) {
  if (options.offline)
    return make_error(
        ErrorCode::Denied,
        "\"" + text +
            "\" is no file or directory here but an image in a registry, and --offline "
            "forbids the network; copy it with `skopeo copy` where there is one, and scan the copy");
  const auto note = once_each(options.note);
  const auto conf = TRY(registry::load_registries_conf(options.registries, options.limits));
  if (note)
    for (const auto& warning : conf.warnings) note(warning);
  const auto reference = TRY(read_reference(text, bare, conf));
  const auto context = std::make_shared<registry::Context>(options.registries, options.limits, note);
  return open_reference(reference, conf, context, options);
}

}  // namespace lazaret::source
