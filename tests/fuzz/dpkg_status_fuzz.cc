// SPDX-License-Identifier: Apache-2.0
// Any bytes as a status file and as file lists: names and versions are never empty.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/base/result.h"
#include "plugins/dpkg/file_list.h"
#include "plugins/dpkg/status.h"

namespace {

// What a parser hands out must lie in what it was given.
bool is_inside(std::string_view part, std::string_view whole) {
  return part.empty() ||
         (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto ignore = [](std::string_view path) { LZ_ASSERT(!path.empty()); };
  for (const auto& package : lazaret::dpkg::parse_status(text).packages)
    LZ_ASSERT(!package.name.empty() && !package.version.empty() && is_inside(package.source_version, text));
  lazaret::dpkg::for_each_listed(text, ignore);
  lazaret::dpkg::for_each_summed(text, ignore);
  return 0;
}
