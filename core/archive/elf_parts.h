// SPDX-License-Identifier: Apache-2.0
// Picks the parts of an ELF file that detectors want: headers, tables, notes and named sections.
// Called by the unpacker inside a jail, once an ELF file. Trusts nothing: every table is bounds-checked
// against the file. Source: System V ABI gABI chapter 4 "Object Files"; extended section numbering included.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace lazaret::archive {

struct ElfRange {
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
  auto operator<=>(const ElfRange&) const = default;
};

// Starts with the four bytes of ELF's magic.
bool looks_like_elf(std::span<const std::byte> first_bytes);

// File ranges to keep, sorted, not touching each other, all within `file`: the ELF header, the program
// headers, the section header table, the section name table, SHT_NOTE sections and PT_NOTE segments, and the
// sections of these names. 32 and 64 bit, both byte orders. A table that is cut off, absent or absurd is left
// out, what there is of the rest kept. Errors: InvalidInput only where there is no whole ELF header.
Result<std::vector<ElfRange>> elf_ranges_for(std::span<const std::byte> file,
                                             std::span<const std::string> sections);

}  // namespace lazaret::archive
