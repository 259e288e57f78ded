// SPDX-License-Identifier: Apache-2.0
// Fuzzes the picking of ELF parts. Ranges must be sorted, apart, not empty and within the file.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "core/archive/elf_parts.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string sections[] = {".go.buildinfo", ".rodata", ".dynamic", ""};
  const auto ranges = lazaret::archive::elf_ranges_for(std::as_bytes(std::span(data, size)), sections);
  if (!ranges.has_value()) return 0;
  std::uint64_t free_from = 0;
  for (const auto& range : *ranges) {
    if (range.length == 0 || range.offset < free_from || range.offset + range.length > size) std::abort();
    free_from = range.offset + range.length + 1;
  }
  return 0;
}
