// SPDX-License-Identifier: Apache-2.0
// Any bytes as an rpm header: what comes out lies in the blob.
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "core/base/fd.h"
#include "plugins/rpm/header.h"

namespace {

// What a parser hands out must lie in what it was given.
bool is_inside(std::string_view part, std::string_view whole) {
  return part.empty() ||
         (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  const auto header = lazaret::rpm::Header::parse(bytes);
  if (!header) return 0;
  const auto package = header->package();
  if (package) LZ_ASSERT(!package->name.empty() && is_inside(package->license, lazaret::as_text(bytes)));
  std::uint64_t files = 0;
  const auto listed = header->for_each_file([&](std::string_view) { ++files; });
  LZ_ASSERT(files <= size && (listed || !listed.error().message.empty()));
  return 0;
}
