// SPDX-License-Identifier: Apache-2.0
#include "core/archive/elf_parts.h"

#include <elf.h>
#include <fcntl.h>
#include <gtest/gtest.h>

#include <cstring>

#include "core/base/fd.h"

namespace lazaret::archive {
namespace {

// This test's own binary: a real file with notes, sections and segments.
std::string own_binary() {
  return read_whole(open_file("/proc/self/exe", O_RDONLY).take(), 1u << 30, "own binary").take();
}

std::vector<ElfRange> ranges_of(std::string_view file, std::vector<std::string> sections = {}) {
  return elf_ranges_for(as_byte_span(file), sections).value();
}

bool covered(const std::vector<ElfRange>& ranges, std::uint64_t offset, std::uint64_t length) {
  for (const ElfRange& range : ranges)
    if (range.offset <= offset && offset + length <= range.offset + range.length) return true;
  return false;
}

TEST(ElfParts, KeepsHeadersTablesNotesAndNamedSections) {
  const std::string file = own_binary();
  Elf64_Ehdr header;
  std::memcpy(&header, file.data(), sizeof header);
  const auto ranges = ranges_of(file, {".dynamic"});
  EXPECT_TRUE(covered(ranges, 0, sizeof header));
  EXPECT_TRUE(covered(ranges, header.e_phoff, header.e_phnum * sizeof(Elf64_Phdr)));
  EXPECT_TRUE(covered(ranges, header.e_shoff, header.e_shnum * sizeof(Elf64_Shdr)));
  bool dynamic_seen = false;
  for (std::size_t index = 0; index < header.e_shnum; ++index) {
    Elf64_Shdr section;
    std::memcpy(&section, file.data() + header.e_shoff + index * sizeof section, sizeof section);
    if (section.sh_type == SHT_NOTE || section.sh_type == SHT_DYNAMIC || index == header.e_shstrndx) {
      EXPECT_TRUE(covered(ranges, section.sh_offset, section.sh_size)) << index;
    }
    if (section.sh_type == SHT_PROGBITS && (section.sh_flags & SHF_EXECINSTR) != 0 &&
        section.sh_size > 4096) {
      EXPECT_FALSE(covered(ranges, section.sh_offset, section.sh_size)) << index;
    }
    dynamic_seen = dynamic_seen || section.sh_type == SHT_DYNAMIC;
  }
  EXPECT_TRUE(dynamic_seen);
}

TEST(ElfParts, RangesAreSortedApartAndWithinTheFileHoweverItIsCut) {
  const std::string file = own_binary();
  for (const std::size_t length : {64ul, 65ul, 1000ul, 4096ul, 100'000ul, file.size() - 1}) {
    const auto ranges = ranges_of(std::string_view(file).substr(0, length), {".text", ".rodata"});
    ASSERT_FALSE(ranges.empty());
    std::uint64_t free_from = 0;
    for (const ElfRange& range : ranges) {
      EXPECT_GE(range.offset, free_from);
      EXPECT_LE(range.offset + range.length, length);
      free_from = range.offset + range.length + 1;
    }
  }
}

TEST(ElfParts, RefusesOnlyWhatHasNoWholeHeader) {
  const std::string file = own_binary();
  for (std::size_t length = 0; length < 64; ++length)
    EXPECT_FALSE(elf_ranges_for(as_byte_span(file).first(length), {}).has_value()) << length;
  EXPECT_TRUE(elf_ranges_for(as_byte_span(file).first(64), {}).has_value());
}

TEST(ElfParts, AStrippedSectionTableLeavesTheSegments) {
  std::string file = own_binary();
  std::memset(file.data() + 40, 0, 8);  // e_shoff
  const auto ranges = ranges_of(file, {".text"});
  Elf64_Ehdr header;
  std::memcpy(&header, file.data(), sizeof header);
  EXPECT_TRUE(covered(ranges, header.e_phoff, header.e_phnum * sizeof(Elf64_Phdr)));
  EXPECT_FALSE(covered(ranges, file.size() - 1, 1));
}

}  // namespace
}  // namespace lazaret::archive
