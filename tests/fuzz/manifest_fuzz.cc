// SPDX-License-Identifier: Apache-2.0
// Indexes and manifests: any text gives a value or an error, and what is given holds the limits.
#include <cstdlib>

#include "core/base/fd.h"
#include "core/image/manifest.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lazaret;
  Limits limits;
  limits.layers = 8;
  limits.index_children = 8;
  const auto text = as_text(std::as_bytes(std::span(data, size)));
  const auto document = image::parse_document(text, "", "input", limits);
  if (!document) return document.error().message.empty() ? std::abort(), 0 : 0;
  if (const auto* index = std::get_if<image::Index>(&*document); index && index->manifests.size() > 8)
    std::abort();
  if (const auto* manifest = std::get_if<image::Manifest>(&*document);
      manifest && manifest->layers.size() > 8)
    std::abort();
  return 0;
}
