// SPDX-License-Identifier: Apache-2.0
// Any bytes as a plugin manifest: what is accepted has an id, asks and bounded needs.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "sandbox/plugin_manifest.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto manifest = lazaret::sandbox::parse_plugin_manifest(text);
  if (!manifest) return 0;
  LZ_ASSERT(!manifest->id.empty() && !manifest->files.asks.empty() && manifest->seconds <= 3600);
  return 0;
}
