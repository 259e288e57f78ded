// SPDX-License-Identifier: Apache-2.0
#include "core/archive/elf_parts.h"

#include <elf.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <string_view>

#include "core/base/bytes.h"
#include "core/base/fd.h"

namespace lazaret::archive {
namespace {

// Relocatable files of one section a function reach tens of thousands; more is taken for an attack and left
// out.
constexpr std::uint64_t kMaxTableEntries = 1u << 18;
constexpr std::size_t kMaxNameBytes = 256;

struct Table {
  std::uint64_t offset = 0;
  std::uint64_t entry_size = 0;
  std::uint64_t count = 0;
};

struct Section {
  std::uint32_t name = 0;
  std::uint32_t type = 0;
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
  std::uint32_t link = 0;
  std::uint32_t info = 0;
};

// One ELF file of either width and byte order. Reads only at offsets that were checked to lie within it.
class ElfFile {
 public:
  ElfFile(std::span<const std::byte> file, bool wide, bool big) : file_(file), wide_(wide), big_(big) {}

  std::uint64_t size() const { return file_.size(); }
  std::uint64_t header_bytes() const { return wide_ ? sizeof(Elf64_Ehdr) : sizeof(Elf32_Ehdr); }
  bool holds(std::uint64_t offset, std::uint64_t length) const {
    return range_within(offset, length, file_.size());
  }

  Table segment_table() const {
    Table table = wide_ ? Table{u64(32), u16(54), u16(56)} : Table{u32(28), u16(42), u16(44)};
    if (table.count == PN_XNUM) table.count = first_section() ? first_section()->info : 0;
    return usable(table, wide_ ? sizeof(Elf64_Phdr) : sizeof(Elf32_Phdr));
  }
  Table section_table() const {
    Table table = stated_section_table();
    if (table.count == 0 && first_section()) table.count = first_section()->size;
    return usable(table, section_bytes());
  }
  std::uint64_t name_table_index() const {
    const std::uint64_t index = u16(wide_ ? 62 : 50);
    return index == SHN_XINDEX && first_section() ? first_section()->link : index;
  }

  Section section(const Table& table, std::uint64_t index) const {
    return section_at(table.offset + index * table.entry_size);
  }
  // The file range of a note segment.
  std::optional<ElfRange> note_segment(const Table& table, std::uint64_t index) const {
    const std::uint64_t at = table.offset + index * table.entry_size;
    if (u32(at) != PT_NOTE) return std::nullopt;
    return wide_ ? ElfRange{u64(at + 8), u64(at + 32)} : ElfRange{u32(at + 4), u32(at + 16)};
  }
  // Up to a NUL, the end of the table, or where no asked name is as long: a table without NULs is not walked
  // for each section.
  std::string_view name_in(const Section& names, std::uint32_t offset) const {
    if (offset >= names.size) return {};
    const auto text =
        as_text(file_.subspan(static_cast<std::size_t>(names.offset), static_cast<std::size_t>(names.size)));
    const auto name = text.substr(offset, kMaxNameBytes);
    return name.substr(0, name.find('\0'));
  }

 private:
  std::uint64_t section_bytes() const { return wide_ ? sizeof(Elf64_Shdr) : sizeof(Elf32_Shdr); }
  Table stated_section_table() const {
    return wide_ ? Table{u64(40), u16(58), u16(60)} : Table{u32(32), u16(46), u16(48)};
  }
  // Extended numbering: numbers that do not fit the header stand in the first section.
  std::optional<Section> first_section() const {
    const std::uint64_t offset = stated_section_table().offset;
    if (offset == 0 || !holds(offset, section_bytes())) return std::nullopt;
    return section_at(offset);
  }
  Section section_at(std::uint64_t at) const {
    if (wide_) return {u32(at), u32(at + 4), u64(at + 24), u64(at + 32), u32(at + 40), u32(at + 44)};
    return {u32(at), u32(at + 4), u32(at + 16), u32(at + 20), u32(at + 24), u32(at + 28)};
  }
  // The table, or an empty one where it is not whole.
  Table usable(const Table& table, std::uint64_t entry_bytes) const {
    const bool sane = table.offset != 0 && table.entry_size >= entry_bytes && table.count <= kMaxTableEntries;
    return sane && holds(table.offset, table.entry_size * table.count) ? table : Table{};
  }

  template <typename T>
  T read(std::uint64_t at) const {
    T value;
    std::memcpy(&value, file_.data() + at, sizeof value);
    if (!big_) return value;
    if constexpr (sizeof(T) == 2)
      return static_cast<T>(__builtin_bswap16(value));
    else if constexpr (sizeof(T) == 4)
      return static_cast<T>(__builtin_bswap32(value));
    else
      return static_cast<T>(__builtin_bswap64(value));
  }
  std::uint16_t u16(std::uint64_t at) const { return read<std::uint16_t>(at); }
  std::uint32_t u32(std::uint64_t at) const { return read<std::uint32_t>(at); }
  std::uint64_t u64(std::uint64_t at) const { return read<std::uint64_t>(at); }

  std::span<const std::byte> file_;
  bool wide_;
  bool big_;
};

Result<ElfFile> open_elf(std::span<const std::byte> file) {
  const Error problem = make_error(ErrorCode::InvalidInput, "not an ELF file: no whole header");
  if (!looks_like_elf(file) || file.size() < sizeof(Elf32_Ehdr)) return problem;
  const auto width = std::to_integer<int>(file[EI_CLASS]);
  const auto order = std::to_integer<int>(file[EI_DATA]);
  if ((width != ELFCLASS32 && width != ELFCLASS64) || (order != ELFDATA2LSB && order != ELFDATA2MSB))
    return problem;
  const ElfFile elf(file, width == ELFCLASS64, order == ELFDATA2MSB);
  if (file.size() < elf.header_bytes()) return problem;
  return elf;
}

void keep_segments(const ElfFile& elf, std::vector<ElfRange>& ranges) {
  const Table table = elf.segment_table();
  ranges.push_back({table.offset, table.entry_size * table.count});
  for (std::uint64_t index = 0; index < table.count; ++index) {
    if (const auto note = elf.note_segment(table, index)) ranges.push_back(*note);
  }
}

void keep_sections(const ElfFile& elf, std::span<const std::string> wanted, std::vector<ElfRange>& ranges) {
  const Table table = elf.section_table();
  ranges.push_back({table.offset, table.entry_size * table.count});
  Section names;
  if (const std::uint64_t index = elf.name_table_index(); index < table.count)
    names = elf.section(table, index);
  if (names.type == SHT_NOBITS || !elf.holds(names.offset, names.size)) names = {};
  ranges.push_back({names.offset, names.size});
  for (std::uint64_t index = 0; index < table.count; ++index) {
    const Section section = elf.section(table, index);
    if (section.type == SHT_NOBITS) continue;  // has a size but no bytes in the file
    const bool named = std::ranges::find(wanted, elf.name_in(names, section.name)) != wanted.end();
    if (named || section.type == SHT_NOTE) ranges.push_back({section.offset, section.size});
  }
}

std::vector<ElfRange> joined(std::vector<ElfRange> ranges) {
  std::ranges::sort(ranges);
  std::vector<ElfRange> result;
  for (const ElfRange& range : ranges) {
    const std::uint64_t end = range.offset + range.length;
    if (result.empty() || range.offset > result.back().offset + result.back().length)
      result.push_back(range);
    else
      result.back().length = std::max(result.back().length, end - result.back().offset);
  }
  return result;
}

}  // namespace

bool looks_like_elf(std::span<const std::byte> first_bytes) {
  return as_text(first_bytes).starts_with(ELFMAG);
}

Result<std::vector<ElfRange>> elf_ranges_for(std::span<const std::byte> file,
                                             std::span<const std::string> sections) {
  const ElfFile elf = TRY(open_elf(file));
  std::vector<ElfRange> ranges{{0, elf.header_bytes()}};
  keep_segments(elf, ranges);
  keep_sections(elf, sections, ranges);
  std::erase_if(ranges, [&](const ElfRange& r) { return r.length == 0 || !elf.holds(r.offset, r.length); });
  return joined(std::move(ranges));
}

}  // namespace lazaret::archive
