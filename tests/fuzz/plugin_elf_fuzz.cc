// SPDX-License-Identifier: Apache-2.0
// Any bytes as a plugin: the manifest that is found lies in the file.
#include <cstddef>
#include <cstdint>
#include <span>

#include "core/base/fd.h"
#include "sandbox/plugin_elf.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  const auto manifest = lazaret::sandbox::read_plugin_elf(bytes);
  if (manifest && !manifest->empty())
    LZ_ASSERT(manifest->size() <= size && manifest->data() >= lazaret::as_text(bytes).data());
  return 0;
}
