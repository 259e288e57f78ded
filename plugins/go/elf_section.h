// SPDX-License-Identifier: Apache-2.0
// One section of an ELF file, read piece by piece: of a large file only the headers and that section are at
// hand. Called by the detector for every ELF file of the image; the bytes are hostile. Source: System V ABI,
// chapter 4 (ELF header, sections, string table).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace lazaret::go {

// Fills `buffer` with `size` bytes from `offset`; false where the file ends before or was not kept there.
using ReadAt = std::function<bool(std::uint64_t offset, void* buffer, std::uint64_t size)>;

struct Section {
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
};

// 32 and 64 bit, either byte order. Nothing where the file has no section table or no such section.
Result<std::optional<Section>> find_section(const ReadAt& read_at, std::string_view name);

}  // namespace lazaret::go
