// SPDX-License-Identifier: Apache-2.0
#include "core/source/stored_image.h"

namespace lazaret::source {

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
