// SPDX-License-Identifier: Apache-2.0
// An image whose metadata was read: its description, and its layers as files of a store.
// Made by the readers of OCI layouts and docker archives; called by core/scan through source.h.
#pragma once

#include "core/image/config.h"
#include "core/source/file_store.h"
#include "core/source/opened_image.h"

namespace lazaret::source {

class StoredImage : public OpenedImage {
 public:
  explicit StoredImage(std::shared_ptr<const FileStore> files) : files_(std::move(files)) {}

  Result<std::unique_ptr<LayerStream>> open_layer(std::size_t index, const AskSet& asks) override;
  std::vector<Gap> gaps() const override { return gaps_; }

  void add_gap(Gap gap) { gaps_.push_back(std::move(gap)); }
  // What the image says of itself: date, labels, annotations, base. Annotations go before labels.
  void describe_origin(const image::Config& config,
                       const std::vector<std::pair<std::string, std::string>>& annotations);
  void add_layer(LayerSource layer, std::string path, std::string created_by);
  // An image without layers is legal and empty; that nothing was seen must not read as "nothing is wrong".
  void note_if_empty();

 private:
  std::shared_ptr<const FileStore> files_;
  std::vector<std::string> paths_;  // of the layers, in the store
  std::vector<Gap> gaps_;
};

}  // namespace lazaret::source
