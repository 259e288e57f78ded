// SPDX-License-Identifier: Apache-2.0
#include "sandbox/plugin_elf.h"

#include <elf.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/fd.h"
#include "core/base/text.h"

namespace lazaret::sandbox {
namespace {

#if defined(__x86_64__)
constexpr std::uint16_t kMachine = EM_X86_64;
#elif defined(__aarch64__)
constexpr std::uint16_t kMachine = EM_AARCH64;
#else
#error "this machine has no jail: x86-64 and aarch64 only"
#endif

constexpr std::string_view kSymbol = "lazaret_plugin_v1";
constexpr std::string_view kNoteOwner("Lazaret\0", 8);
constexpr std::uint32_t kNoteType = 0x4c5a0001;
constexpr std::uint64_t kMaxHeaders = 128;
constexpr std::uint64_t kMaxSections = 4096;
constexpr std::uint64_t kMaxDynamic = 4096;
constexpr std::uint64_t kMaxManifestBytes = 64u << 10;
constexpr std::uint64_t kMaxNameBytes = 256;
constexpr std::uint64_t kMaxAddress = 1ull << 40;
constexpr std::uint64_t kPageBytes = 4096;  // the least that any machine has

// A plugin gets these and nothing else: the worker itself is linked with them, so that they are loaded
// already when the jail closes. The two inflaters are there for in-tree detectors that read archives
// (core/archive).
constexpr std::array<std::string_view, 10> kLibraries{
    "libc.so.6",  "libm.so.6", "libstdc++.so.6", "libgcc_s.so.1",        "libpthread.so.0",
    "libdl.so.2", "libz.so.1", "libisal.so.2",   "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1"};

Error refused(std::string why) { return make_error(ErrorCode::Denied, std::move(why)); }

class Elf {
 public:
  explicit Elf(std::span<const std::byte> file) : file_(file) {}

  Result<void> read_headers() {
    const auto head = TRY(load<Elf64_Ehdr>(0, "ELF header"));
    if (std::memcmp(head.e_ident, ELFMAG, SELFMAG) != 0) return refused("it is no ELF file");
    if (head.e_ident[EI_CLASS] != ELFCLASS64 || head.e_ident[EI_DATA] != ELFDATA2LSB)
      return refused("it is not 64-bit little-endian");
    if (head.e_machine != kMachine)
      return refused("it is for machine " + std::to_string(head.e_machine) + ", this one is " +
                     std::to_string(kMachine));
    if (head.e_type != ET_DYN) return refused("it is no shared object");
    segments_ = TRY(
        load_table<Elf64_Phdr>(head.e_phoff, head.e_phnum, head.e_phentsize, kMaxHeaders, "program headers"));
    sections_ = TRY(load_table<Elf64_Shdr>(head.e_shoff, head.e_shnum, head.e_shentsize, kMaxSections,
                                           "section headers"));
    return {};
  }

  // The loader maps segments one over the other, the last one winning: were that allowed, it would see
  // another file than this one does.
  Result<void> check_layout() const {
    std::uint64_t end = 0;
    for (const auto& segment : segments_) {
      if (segment.p_type != PT_LOAD) continue;
      if (!range_within(segment.p_offset, segment.p_filesz, file_.size()))
        return make_error(ErrorCode::InvalidInput, "a segment lies outside of the file");
      if (segment.p_filesz > segment.p_memsz || segment.p_vaddr < end ||
          !range_within(segment.p_vaddr, segment.p_memsz, kMaxAddress))
        return refused("its segments overlap or are not in order");
      end = (segment.p_vaddr + segment.p_memsz + kPageBytes - 1) / kPageBytes * kPageBytes;
    }
    return {};
  }

  Result<void> check_segments() const {
    bool stack_seen = false;
    for (const auto& segment : segments_) {
      if (segment.p_type == PT_INTERP)
        return refused("it asks for an interpreter (PT_INTERP): it is a program");
      if (segment.p_type == PT_GNU_STACK) stack_seen = true;
      if (segment.p_type == PT_GNU_STACK && (segment.p_flags & PF_X) != 0)
        return refused("it asks for an executable stack: link with -z noexecstack");
      if (segment.p_type == PT_LOAD && (segment.p_flags & PF_W) != 0 && (segment.p_flags & PF_X) != 0)
        return refused("it has memory that is writable and executable");
    }
    return stack_seen ? Result<void>()
                      : refused("it does not say that its stack is not executable: link with -z noexecstack");
  }

  Result<void> check_dynamic() const {
    std::vector<Elf64_Dyn> entries;
    for (const auto& segment : segments_) {
      if (segment.p_type != PT_DYNAMIC) continue;
      // The loader goes by the address.
      if (!entries.empty() || file_offset(segment.p_vaddr) != segment.p_offset)
        return refused("its dynamic section is not where it says, or is there twice");
      entries = TRY(load_table<Elf64_Dyn>(segment.p_offset, segment.p_filesz / sizeof(Elf64_Dyn),
                                          sizeof(Elf64_Dyn), kMaxDynamic, "dynamic section"));
    }
    if (entries.empty()) return refused("it has no dynamic section");
    entries.erase(std::find_if(entries.begin(), entries.end(),
                               [](const auto& entry) { return entry.d_tag == DT_NULL; }),
                  entries.end());
    std::uint64_t names = 0;
    for (const auto& entry : entries)
      if (entry.d_tag == DT_STRTAB) names = entry.d_un.d_ptr;
    for (const auto& entry : entries) TRY(check_entry(entry, names));
    return {};
  }

  Result<void> check_symbol() const {
    for (const auto& section : sections_) {
      if (section.sh_type != SHT_DYNSYM || section.sh_link >= sections_.size()) continue;
      const auto count = section.sh_size / sizeof(Elf64_Sym);
      const auto symbols = TRY(load_table<Elf64_Sym>(section.sh_offset, count, sizeof(Elf64_Sym),
                                                     file_.size(), "dynamic symbols"));
      for (const auto& symbol : symbols)
        if (is_descriptor(symbol, sections_[section.sh_link].sh_offset)) return {};
    }
    return refused("it exports no data symbol lazaret_plugin_v1: define it with LAZARET_PLUGIN");
  }

  // One note, in a PT_NOTE segment; in a SHT_NOTE section where it was added by objcopy.
  Result<std::string_view> manifest() const {
    std::vector<std::string_view> found;
    for (const auto& segment : segments_)
      if (segment.p_type == PT_NOTE)
        TRY(find_notes(segment.p_offset, segment.p_filesz, segment.p_align, found));
    if (found.empty())
      for (const auto& section : sections_)
        if (section.sh_type == SHT_NOTE)
          TRY(find_notes(section.sh_offset, section.sh_size, section.sh_addralign, found));
    if (found.empty()) return refused("it has no manifest note: define it with LAZARET_PLUGIN");
    if (found.size() > 1)
      return refused("it has " + std::to_string(found.size()) + " manifest notes, one is allowed");
    return found.front();
  }

 private:
  template <typename T>
  Result<T> load(std::uint64_t offset, const char* what) const {
    if (!range_within(offset, sizeof(T), file_.size()))
      return make_error(ErrorCode::InvalidInput, std::string(what) + " lies outside of the file");
    T value;
    std::memcpy(&value, file_.data() + offset, sizeof value);
    return value;
  }

  template <typename T>
  Result<std::vector<T>> load_table(std::uint64_t offset, std::uint64_t count, std::uint64_t entry_bytes,
                                    std::uint64_t most, const char* what) const {
    std::vector<T> table;
    if (count == 0) return table;
    if (entry_bytes != sizeof(T))
      return make_error(ErrorCode::InvalidInput,
                        std::string(what) + " have entries of " + std::to_string(entry_bytes) + " bytes");
    if (count > most)
      return make_error(ErrorCode::LimitExceeded,
                        std::to_string(count) + " " + what + ", the limit is " + std::to_string(most));
    if (!range_within(offset, count * sizeof(T), file_.size()))
      return make_error(ErrorCode::InvalidInput, std::string(what) + " lie outside of the file");
    table.resize(count);
    std::memcpy(table.data(), file_.data() + offset, count * sizeof(T));
    return table;
  }

  // The text at `offset`, cut at kMaxNameBytes.
  std::string_view text_at(std::uint64_t offset) const {
    if (offset >= file_.size()) return {};
    const std::string_view rest =
        as_text(file_.subspan(offset, std::min<std::uint64_t>(kMaxNameBytes, file_.size() - offset)));
    return rest.substr(0, rest.find('\0'));
  }

  std::optional<std::uint64_t> file_offset(std::uint64_t address) const {
    for (const auto& segment : segments_)
      if (segment.p_type == PT_LOAD && address >= segment.p_vaddr &&
          address - segment.p_vaddr < segment.p_filesz)
        return segment.p_offset + (address - segment.p_vaddr);
    return std::nullopt;
  }

  Result<void> check_entry(const Elf64_Dyn& entry, std::uint64_t names) const {
    constexpr std::int64_t kDepAudit = 0x6ffffefb;
    const auto name = [&] { return text_at(file_offset(names + entry.d_un.d_val).value_or(file_.size())); };
    switch (entry.d_tag) {
      case DT_NEEDED:
        if (std::find(kLibraries.begin(), kLibraries.end(), name()) == kLibraries.end())
          return refused("it needs the library \"" + escape_for_terminal(name()) +
                         "\", which a jail does not have: link it statically");
        return {};
      case DT_RPATH:
      case DT_RUNPATH:
        if (name() != "$ORIGIN")
          return refused("its library path is \"" + escape_for_terminal(name()) +
                         "\", only $ORIGIN is allowed");
        return {};
      case DT_FLAGS:
        if ((entry.d_un.d_val & DF_TEXTREL) == 0) return {};
        [[fallthrough]];
      case DT_TEXTREL: return refused("its code is written to while loading (TEXTREL): compile with -fPIC");
      case DT_AUDIT:
      case kDepAudit: return refused("it brings an auditor of the dynamic linker (DT_AUDIT)");
      case DT_FILTER:
      case DT_AUXILIARY: return refused("it is a filter of another library (DT_FILTER)");
      default: return {};
    }
  }

  bool is_descriptor(const Elf64_Sym& symbol, std::uint64_t names) const {
    return ELF64_ST_TYPE(symbol.st_info) == STT_OBJECT && ELF64_ST_BIND(symbol.st_info) == STB_GLOBAL &&
           symbol.st_shndx != SHN_UNDEF && symbol.st_name < file_.size() && names < file_.size() &&
           text_at(names + symbol.st_name) == kSymbol;
  }

  Result<void> find_notes(std::uint64_t offset, std::uint64_t size, std::uint64_t alignment,
                          std::vector<std::string_view>& found) const {
    if (!range_within(offset, size, file_.size()))
      return make_error(ErrorCode::InvalidInput, "notes lie outside of the file");
    const std::uint64_t unit = alignment == 8 ? 8 : 4;
    const auto padding = [&](std::uint64_t bytes) { return (unit - bytes % unit) % unit; };
    ByteReader reader(file_.subspan(offset, size), "note");
    while (reader.remaining() >= sizeof(Elf64_Nhdr)) {
      const auto owner_bytes = TRY(reader.read_u32le());
      const auto text_bytes = TRY(reader.read_u32le());
      const auto type = TRY(reader.read_u32le());
      const auto owner = TRY(reader.take_text(owner_bytes));
      TRY(reader.skip(std::min<std::uint64_t>(padding(sizeof(Elf64_Nhdr) + std::uint64_t{owner_bytes}),
                                              reader.remaining())));
      const auto text = TRY(reader.take_text(text_bytes));
      TRY(reader.skip(std::min<std::uint64_t>(padding(text_bytes), reader.remaining())));
      if (owner != kNoteOwner || type != kNoteType) continue;
      if (text_bytes > kMaxManifestBytes)
        return make_error(ErrorCode::LimitExceeded, "its manifest has " + std::to_string(text_bytes) +
                                                        " bytes, the limit is " +
                                                        std::to_string(kMaxManifestBytes));
      found.push_back(text);
    }
    return {};
  }

  std::span<const std::byte> file_;
  std::vector<Elf64_Phdr> segments_;
  std::vector<Elf64_Shdr> sections_;
};

}  // namespace

Result<std::string_view> read_plugin_elf(std::span<const std::byte> file) {
  Elf elf(file);
  TRY(elf.read_headers());
  TRY(elf.check_layout());
  TRY(elf.check_segments());
  TRY(elf.check_dynamic());
  TRY(elf.check_symbol());
  return elf.manifest();
}

}  // namespace lazaret::sandbox
