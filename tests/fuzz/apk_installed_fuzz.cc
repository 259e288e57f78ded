// SPDX-License-Identifier: Apache-2.0
// Any bytes as an apk database: names and versions are never empty and lie in the text.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/base/result.h"
#include "plugins/apk/installed.h"

namespace {

// What a parser hands out must lie in what it was given.
bool is_inside(std::string_view part, std::string_view whole) {
  return part.empty() ||
         (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const auto& package : lazaret::apk::parse_installed(text, [](std::string_view) {}).packages)
    LZ_ASSERT(!package.name.empty() && !package.version.empty() && is_inside(package.origin, text));
  return 0;
}
