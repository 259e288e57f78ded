// SPDX-License-Identifier: Apache-2.0
// What every kind of image has: its description and the list of its layers. Base of the kinds in this folder
// alone.
#pragma once

#include "core/source/source.h"

namespace lazaret::source {

class OpenedImage : public Image {
 public:
  const ImageInfo& info() const final { return info_; }
  const std::vector<LayerSource>& layers() const final { return layers_; }
  ImageInfo& describe() { return info_; }

 protected:
  void list_layer(LayerSource layer, std::string created_by) {
    info_.layers.push_back({layer.digest.text(), layer.diff_id.text(), layer.size, std::move(created_by)});
    layers_.push_back(std::move(layer));
  }

 private:
  ImageInfo info_;
  std::vector<LayerSource> layers_;
};

}  // namespace lazaret::source
