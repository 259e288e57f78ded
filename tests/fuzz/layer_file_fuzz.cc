// SPDX-License-Identifier: Apache-2.0
// Opens any bytes as a layer file and, where that is one, merges it and reads the view.
// The checksum is made right first: it would keep every mutation from the checks behind it.
#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string>

#include "core/base/digest.h"
#include "core/image/layer_format.h"
#include "core/image/view.h"

namespace {

void put_right_checksum(std::string& file) {
  lazaret::image::LayerTrailer trailer;
  if (file.size() < sizeof(trailer)) return;
  const std::size_t at = file.size() - sizeof(trailer);
  std::memcpy(&trailer, file.data() + at, sizeof(trailer));
  const std::uint64_t entries = (std::min<std::uint64_t>(trailer.pack_bytes, at) + 7) / 8 * 8;
  if (entries > at) return;
  lazaret::Hasher hasher;
  hasher.update(std::string_view(file).substr(entries, at - entries));
  hasher.update(std::string_view(file).substr(at + sizeof(trailer.checksum)));
  const auto digest = hasher.finish();
  for (std::size_t i = 0; i < trailer.checksum.size(); ++i)
    file[at + i] = static_cast<char>(std::stoi(std::string(digest.hex().substr(2 * i, 2)), nullptr, 16));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lazaret;
  std::string bytes(reinterpret_cast<const char*>(data), size);
  put_right_checksum(bytes);
  const auto file = make_memory_file("fuzz").take();
  write_all(file, as_byte_span(bytes)).take();
  const auto layer = image::LayerFile::open(file, Limits{});
  if (!layer || layer->is_listing()) return 0;
  const image::LayerFile* layers[] = {&*layer, &*layer};
  const std::string digests[] = {"a", "b"};
  const auto merged = image::View::merge(layers, digests, Limits{});
  if (!merged) return 0;
  const auto view = image::View::open(merged->file);
  LZ_ASSERT(view.has_value());
  for (std::uint64_t i = 0; i < view->size(); ++i) {
    const auto node = view->node(i);
    LZ_ASSERT(view->find(node.path) == i);
    (void)view->resolve(node.path, image::View::Follow::All);
    std::byte buffer[64];
    (void)image::read_content(node, layer->pack(), 0, buffer);
  }
  return 0;
}
