// SPDX-License-Identifier: Apache-2.0
#include "sandbox/path_check.h"

#include "core/base/text.h"

namespace lazaret::sandbox {
namespace {

std::string_view without_slash(std::string_view path) {
  while (path.ends_with('/')) path.remove_suffix(1);
  return path;
}

}  // namespace

void check_paths(Detection& detection, const image::View& view, std::string_view plugin) {
  for (auto& package : detection.packages) {
    package.plugin = plugin;
    std::erase_if(package.locations, [&](Location& location) {
      const auto index = view.find(location.path);
      if (index)
        location.layer = view.layer_digest(view.node(*index).layer);
      else
        detection.gaps.push_back({"unverified_location", printable_path(location.path),
                                  "the detector names a file that the image does not have", ""});
      return !index;
    });
  }
  for (auto& gap : detection.gaps) gap.plugin = plugin;
  std::erase_if(detection.owned_paths,
                [&](const std::string& path) { return !view.find(without_slash(path)); });
}

}  // namespace lazaret::sandbox
