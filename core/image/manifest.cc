// SPDX-License-Identifier: Apache-2.0
#include "core/image/manifest.h"

#include <array>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/image/artifact.h"

namespace lazaret::image {
namespace {

struct MediaType {
  std::string_view name;
  MediaKind kind;
};
constexpr std::array kMediaTypes = {
    MediaType{"application/vnd.oci.image.index.v1+json", MediaKind::Index},
    MediaType{"application/vnd.docker.distribution.manifest.list.v2+json", MediaKind::Index},
    MediaType{"application/vnd.oci.image.manifest.v1+json", MediaKind::Manifest},
    MediaType{"application/vnd.docker.distribution.manifest.v2+json", MediaKind::Manifest},
    MediaType{"application/vnd.oci.image.config.v1+json", MediaKind::Config},
    MediaType{"application/vnd.docker.container.image.v1+json", MediaKind::Config},
    MediaType{"application/vnd.oci.image.layer.v1.tar", MediaKind::Layer},
    MediaType{"application/vnd.oci.image.layer.v1.tar+gzip", MediaKind::Layer},
    MediaType{"application/vnd.oci.image.layer.v1.tar+zstd", MediaKind::Layer},
    MediaType{"application/vnd.docker.image.rootfs.diff.tar", MediaKind::Layer},
    MediaType{"application/vnd.docker.image.rootfs.diff.tar.gzip", MediaKind::Layer},
    MediaType{"application/vnd.docker.image.rootfs.diff.tar.zstd", MediaKind::Layer},
    MediaType{"application/vnd.oci.image.layer.nondistributable.v1.tar", MediaKind::ForeignLayer},
    MediaType{"application/vnd.oci.image.layer.nondistributable.v1.tar+gzip", MediaKind::ForeignLayer},
    MediaType{"application/vnd.oci.image.layer.nondistributable.v1.tar+zstd", MediaKind::ForeignLayer},
    MediaType{"application/vnd.docker.image.rootfs.foreign.diff.tar", MediaKind::ForeignLayer},
    MediaType{"application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", MediaKind::ForeignLayer},
    MediaType{"application/vnd.docker.distribution.manifest.v1+json", MediaKind::SchemaOne},
    MediaType{"application/vnd.docker.distribution.manifest.v1+prettyjws", MediaKind::SchemaOne},
};

Error invalid(const std::string& place, const std::string& message) {
  return make_error(ErrorCode::InvalidInput, place + ": " + message);
}

std::string quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

// A member that, where present, must be a string: a number in its place would be read as "absent".
Result<std::string> optional_text(const Json& object, std::string_view key, const std::string& place) {
  const Json& value = object[key];
  if (!value.is_null() && !value.is_string()) return invalid(place, std::string(key) + " is not a string");
  return std::string(value.as_string());
}

Result<Platform> read_platform(const Json& value, const std::string& place) {
  if (!value.is_object()) return invalid(place, "platform is not an object");
  Platform platform;
  platform.os = TRY(optional_text(value, "os", place));
  platform.architecture = TRY(optional_text(value, "architecture", place));
  platform.variant = TRY(optional_text(value, "variant", place));
  return platform;
}

using Annotations = std::vector<std::pair<std::string, std::string>>;

Result<Annotations> read_annotations(const Json& value, const std::string& place) {
  if (!value.is_null() && !value.is_object()) return invalid(place, "annotations is not an object");
  Annotations annotations;
  for (const auto& [key, text] : value.members()) {
    if (!text.is_string()) return invalid(place, "annotation " + quoted(key) + " is not a string");
    annotations.emplace_back(key, text.as_string());
  }
  return annotations;
}

Result<Descriptor> read_descriptor(const Json& value, const std::string& place) {
  if (!value.is_object()) return invalid(place, "is missing or not an object");
  Descriptor descriptor;
  descriptor.media_type = TRY(optional_text(value, "mediaType", place));
  if (descriptor.media_type.empty()) return invalid(place, "has no mediaType");
  descriptor.artifact_type = TRY(optional_text(value, "artifactType", place));
  const std::string digest = TRY(optional_text(value, "digest", place));
  if (digest.empty()) return invalid(place, "has no digest");
  descriptor.digest = TRY(Digest::parse(digest).with_context(place));
  const auto size = value["size"].as_unsigned();
  if (!size) return invalid(place, "size is missing, negative or not a whole number");
  descriptor.size = *size;
  if (!value["platform"].is_null()) descriptor.platform = TRY(read_platform(value["platform"], place));
  descriptor.annotations = TRY(read_annotations(value["annotations"], place));
  for (const auto& url : value["urls"].items()) descriptor.urls.emplace_back(url.as_string());
  return descriptor;
}

Result<std::vector<Descriptor>> read_descriptors(const Json& document, std::string_view key,
                                                 const std::string& what, std::uint64_t limit,
                                                 std::string_view limit_name) {
  const Json& list = document[key];
  if (!list.is_array()) return invalid(what, std::string(key) + " is missing or not an array");
  if (list.items().size() > limit)
    return make_error(ErrorCode::LimitExceeded,
                      what + ": " + std::to_string(list.items().size()) + " " + std::string(key) +
                          ", the limit (" + std::string(limit_name) + ") is " + std::to_string(limit));
  std::vector<Descriptor> descriptors;
  for (std::size_t i = 0; i < list.items().size(); ++i)
    descriptors.push_back(TRY(
        read_descriptor(list.items()[i], what + ": " + std::string(key) + "[" + std::to_string(i) + "]")));
  return descriptors;
}

Result<Index> read_index(const Json& document, const std::string& what, const Limits& limits) {
  return Index{TRY(read_descriptors(document, "manifests", what, limits.index_children, "index_children"))};
}

// "… is not a container image but a Helm chart ("application/…")".
Error not_an_image(const std::string& what, const std::string& part, const std::string& media_type) {
  const auto name = artifact_name(media_type);
  return make_error(ErrorCode::Unsupported, what + " is not a container image" +
                                                (name.empty() ? "" : " but " + std::string(name)) + ": " +
                                                part + " is of type " + quoted(media_type));
}

// What belongs to another manifest is no image, whatever else it looks like: engines are not given it to run.
Result<void> refuse_artifact(const Json& document, const Manifest& manifest, const std::string& what) {
  const std::string type = TRY(optional_text(document, "artifactType", what));
  const std::string shown = type.empty() ? manifest.config.media_type : type;
  if (!document["subject"].is_null()) {
    const auto name = artifact_name(shown);
    return make_error(ErrorCode::Unsupported, what + " is not a container image but " +
                                                  (name.empty() ? "something" : std::string(name)) + " (" +
                                                  quoted(shown) + ") that belongs to " +
                                                  quoted(document["subject"]["digest"].as_string()));
  }
  if (!type.empty() && media_kind(manifest.config.media_type) != MediaKind::Config)
    return not_an_image(what, "the artifact", type);
  return {};
}

Result<void> check_image(const Manifest& manifest, const std::string& what) {
  if (media_kind(manifest.config.media_type) != MediaKind::Config)
    return not_an_image(what, "its configuration", manifest.config.media_type);
  for (const auto& layer : manifest.layers) {
    const auto kind = media_kind(layer.media_type);
    if (kind == MediaKind::Layer || kind == MediaKind::ForeignLayer) continue;
    if (!artifact_name(layer.media_type).empty())
      return not_an_image(what, "layer " + layer.digest.text(), layer.media_type);
    return make_error(ErrorCode::Unsupported, what + ": layer " + layer.digest.text() + " is of type " +
                                                  quoted(layer.media_type) + ", which is no kind of tar");
  }
  return {};
}

Result<Manifest> read_manifest(const Json& document, const std::string& what, const Limits& limits) {
  Manifest manifest;
  manifest.config = TRY(read_descriptor(document["config"], what + ": config"));
  manifest.layers = TRY(read_descriptors(document, "layers", what, limits.layers, "layers"));
  TRY(refuse_artifact(document, manifest, what));
  manifest.annotations = TRY(read_annotations(document["annotations"], what));
  TRY(check_image(manifest, what));
  return manifest;
}

Error schema_one(const std::string& what) {
  return make_error(
      ErrorCode::Unsupported,
      what +
          " is a Docker schema 1 manifest, a form without sizes and configuration that its makers "
          "gave up in 2017; push or save the image again with a current tool");
}

// What the document says it is, or what the descriptor says where it says nothing.
Result<std::string> agreed_media_type(const Json& document, std::string_view expected,
                                      const std::string& what) {
  const std::string stated = TRY(optional_text(document, "mediaType", what));
  if (!stated.empty() && !expected.empty() && stated != expected)
    return invalid(what, "says it is " + quoted(stated) + ", its descriptor says " + quoted(expected));
  return stated.empty() ? std::string(expected) : stated;
}

// Without any word of a media type the members decide, as old tools left it out.
MediaKind kind_by_members(const Json& document) {
  if (document.find("manifests") != nullptr) return MediaKind::Index;
  if (document.find("config") != nullptr) return MediaKind::Manifest;
  return MediaKind::Other;
}

// A text that is both can show one image to us and another to the engine (CVE-2021-41190).
Result<void> refuse_ambiguous(const Json& document, const std::string& what) {
  const bool index = document.find("manifests") != nullptr;
  const bool manifest = document.find("config") != nullptr || document.find("layers") != nullptr;
  if (index && manifest) return invalid(what, "is an index and a manifest at once");
  return {};
}

}  // namespace

std::string_view Descriptor::annotation(std::string_view key) const {
  for (const auto& [name, text] : annotations)
    if (name == key) return text;
  return {};
}

MediaKind media_kind(std::string_view media_type) {
  for (const auto& known : kMediaTypes)
    if (known.name == media_type) return known.kind;
  return MediaKind::Other;
}

bool is_attestation(const Descriptor& descriptor) {
  if (!descriptor.annotation("vnd.docker.reference.type").empty()) return true;
  return descriptor.platform && is_unknown(*descriptor.platform);
}

Result<Document> parse_document(std::string_view text, std::string_view media_type, const std::string& what,
                                const Limits& limits) {
  const Json document = TRY(parse_json(text, what, {limits.manifest_bytes, limits.json_depth}));
  if (!document.is_object()) return invalid(what, "is not a JSON object");
  const auto version = document["schemaVersion"].as_unsigned();
  const std::string agreed = TRY(agreed_media_type(document, media_type, what));
  if (version == 1u || media_kind(agreed) == MediaKind::SchemaOne) return schema_one(what);
  if (version != 2u) return invalid(what, "schemaVersion is not 2");
  TRY(refuse_ambiguous(document, what));
  const MediaKind kind = agreed.empty() ? kind_by_members(document) : media_kind(agreed);
  if (kind == MediaKind::Index) return Document(TRY(read_index(document, what, limits)));
  if (kind == MediaKind::Manifest) return Document(TRY(read_manifest(document, what, limits)));
  return make_error(ErrorCode::Unsupported, what + " is neither an image index nor an image manifest" +
                                                (agreed.empty() ? std::string() : " but " + quoted(agreed)));
}

Result<Index> parse_index(std::string_view text, const std::string& what, const Limits& limits) {
  auto document = TRY(parse_document(text, "", what, limits));
  if (auto* index = std::get_if<Index>(&document)) return std::move(*index);
  return invalid(what, "is not an image index");
}

}  // namespace lazaret::image
