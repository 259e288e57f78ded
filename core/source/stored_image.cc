// SPDX-License-Identifier: Apache-2.0
#include "core/source/stored_image.h"

#include "core/base/time.h"

namespace lazaret::source {
namespace {

// Source: OCI image specification v1.1, annotations.md, "Pre-Defined Annotation Keys".
constexpr const char* kBaseName = "org.opencontainers.image.base.name";
constexpr const char* kBaseDigest = "org.opencontainers.image.base.digest";

std::string said_by(const ImageInfo& info, const char* key) {
  for (const auto* pairs : {&info.annotations, &info.labels})
    if (const auto found = pairs->find(key); found != pairs->end()) return found->second;
  return {};
}

// Tools without a date write year 1 or second 0: nobody made an image then.
std::optional<Instant> date_of(std::string_view created) {
  const auto instant = parse_instant(created);
  if (!instant.has_value() || instant.value().unix_seconds <= 0) return std::nullopt;
  return instant.value();
}

}  // namespace

void StoredImage::describe_origin(const image::Config& config,
                                  const std::vector<std::pair<std::string, std::string>>& annotations) {
  ImageInfo& info = describe();
  info.created = date_of(config.created);
  info.labels.insert(config.labels.begin(), config.labels.end());
  info.annotations.insert(annotations.begin(), annotations.end());
  info.base_name = said_by(info, kBaseName);
  info.base_digest = said_by(info, kBaseDigest);
}

void StoredImage::add_layer(LayerSource layer, std::string path, std::string created_by) {
  list_layer(std::move(layer), std::move(created_by));
  paths_.push_back(std::move(path));
}

Result<std::unique_ptr<LayerStream>> StoredImage::open_layer(std::size_t index, const AskSet&) {
  LZ_ASSERT(index < layers().size());
  const std::string what = "layer " + paths_[index] + " in " + files_->place();
  auto range = TRY(files_->open(paths_[index]));
  if (range.size != layers()[index].size)
    return make_error(ErrorCode::InvalidInput, what + " has " + std::to_string(range.size) +
                                                   " bytes, its descriptor says " +
                                                   std::to_string(layers()[index].size));
  return open_stream(std::move(range), what);
}

void StoredImage::note_if_empty() {
  if (layers().empty() && gaps_.empty())
    gaps_.push_back(
        {"empty_image", files_->place(), "the image has no layers, so there was nothing to look at", ""});
}

}  // namespace lazaret::source
