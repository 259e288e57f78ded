// SPDX-License-Identifier: Apache-2.0
#include "core/source/directory.h"

#include "core/source/directory_stream.h"

namespace lazaret::source {
namespace {

class DirectoryImage : public OpenedImage {
 public:
  DirectoryImage(DirFd root, const Limits& limits)
      : root_(std::make_shared<const DirFd>(std::move(root))), limits_(limits) {
    LayerSource layer;
    layer.generated = true;
    list_layer(std::move(layer), "");
  }

  // What an earlier stream could not see, this one finds again.
  Result<std::unique_ptr<LayerStream>> open_layer(std::size_t index, const AskSet& asks) override {
    LZ_ASSERT(index == 0);
    gaps_->clear();
    return std::unique_ptr<LayerStream>(std::make_unique<DirectoryStream>(root_, asks, limits_, gaps_));
  }
  std::vector<Gap> gaps() const override { return gaps_->gaps(); }

 private:
  std::shared_ptr<const DirFd> root_;
  Limits limits_;
  std::shared_ptr<GapLog> gaps_ = std::make_shared<GapLog>();
};

}  // namespace

Result<std::unique_ptr<OpenedImage>> open_directory(const std::string& path, const OpenOptions& options) {
  return std::unique_ptr<OpenedImage>(
      std::make_unique<DirectoryImage>(TRY(DirFd::open(path)), options.limits));
}

}  // namespace lazaret::source
