// SPDX-License-Identifier: Apache-2.0
// Any bytes as the section .go.buildinfo, and as an ELF file that may have it.
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include "core/base/bytes.h"
#include "plugins/go/build_info.h"
#include "plugins/go/elf_section.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  const auto info = lazaret::go::parse_build_info(bytes);
  if (info) LZ_ASSERT(info->toolchain.size() <= size && info->dependencies.size() <= size);
  const auto read_at = [&](std::uint64_t offset, void* buffer, std::uint64_t count) {
    if (!lazaret::range_within(offset, count, size)) return false;
    std::memcpy(buffer, data + offset, count);
    return true;
  };
  const auto section = lazaret::go::find_section(read_at, ".go.buildinfo");
  if (section && *section) LZ_ASSERT(size > 52);
  return 0;
}
