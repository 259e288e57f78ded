// SPDX-License-Identifier: Apache-2.0
#include "plugins/go/elf_section.h"

#include <elf.h>

#include <algorithm>
#include <cstring>
#include <vector>

namespace lazaret::go {
namespace {

constexpr std::uint64_t kMaxSections =
    65'280;  // SHN_LORESERVE: more need an extension that no Go linker writes
constexpr std::uint64_t kMaxNameTableBytes = 4u << 20;

template <typename T>
T swapped_if(T value, bool swap) {
  if (!swap) return value;
  if constexpr (sizeof(T) == 2) return __builtin_bswap16(value);
  if constexpr (sizeof(T) == 4) return __builtin_bswap32(value);
  if constexpr (sizeof(T) == 8) return __builtin_bswap64(value);
}

Error not_kept(const char* what) {
  return make_error(ErrorCode::InvalidInput, std::string("the ELF file's ") + what + " cannot be read");
}

template <typename FileHeader, typename SectionHeader>
class Reader {
 public:
  Reader(const ReadAt& read_at, bool swap) : read_at_(read_at), swap_(swap) {}

  Result<std::optional<Section>> find(std::string_view name) {
    FileHeader head;
    if (!read_at_(0, &head, sizeof head)) return not_kept("header");
    const std::uint64_t count = swapped_if(head.e_shnum, swap_);
    const std::uint64_t names = swapped_if(head.e_shstrndx, swap_);
    if (count == 0 || names >= count) return std::optional<Section>();
    if (count > kMaxSections || swapped_if(head.e_shentsize, swap_) != sizeof(SectionHeader))
      return not_kept("section table");
    std::vector<SectionHeader> sections(count);
    if (!read_at_(swapped_if(head.e_shoff, swap_), sections.data(), count * sizeof(SectionHeader)))
      return not_kept("section table");
    const Section table = range_of(sections[names]);
    std::string texts(std::min(table.size, kMaxNameTableBytes), '\0');
    if (!read_at_(table.offset, texts.data(), texts.size())) return not_kept("section names");
    for (const auto& section : sections)
      if (has_name(texts, swapped_if(section.sh_name, swap_), name)) return std::optional(range_of(section));
    return std::optional<Section>();
  }

 private:
  Section range_of(const SectionHeader& section) const {
    return {swapped_if(section.sh_offset, swap_), swapped_if(section.sh_size, swap_)};
  }

  static bool has_name(std::string_view texts, std::uint64_t at, std::string_view name) {
    if (at >= texts.size()) return false;
    const std::string_view rest = texts.substr(at);
    return rest.starts_with(name) && rest.size() > name.size() && rest[name.size()] == '\0';
  }

  const ReadAt& read_at_;
  bool swap_;
};

}  // namespace

Result<std::optional<Section>> find_section(const ReadAt& read_at, std::string_view name) {
  unsigned char identity[EI_NIDENT];
  if (!read_at(0, identity, sizeof identity) || std::memcmp(identity, ELFMAG, SELFMAG) != 0)
    return make_error(ErrorCode::InvalidInput, "it is no ELF file");
  const bool swap = identity[EI_DATA] == ELFDATA2MSB;
  if (identity[EI_CLASS] == ELFCLASS64) return Reader<Elf64_Ehdr, Elf64_Shdr>(read_at, swap).find(name);
  if (identity[EI_CLASS] == ELFCLASS32) return Reader<Elf32_Ehdr, Elf32_Shdr>(read_at, swap).find(name);
  return make_error(ErrorCode::InvalidInput, "the ELF file's class is " + std::to_string(identity[EI_CLASS]));
}

}  // namespace lazaret::go
