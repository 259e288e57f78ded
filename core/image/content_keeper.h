// SPDX-License-Identifier: Apache-2.0
// Decides what of one regular file is kept, and writes that to the pack.
// Called by the unpacker once a file, while the file's content goes by. The content is hostile.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/archive/tar_reader.h"
#include "core/base/limits.h"
#include "core/base/result.h"
#include "core/image/ask_matcher.h"
#include "core/image/gap_list.h"
#include "core/image/layer_builder.h"
#include "core/model/ask.h"

namespace lazaret::image {

// What the first bytes of a file say about it.
struct FileClass {
  bool elf = false;
  bool script = false;
  bool text = false;  // no NUL in the first kTextBytes
};
inline constexpr std::size_t kTextBytes = 512;
FileClass classify(std::span<const std::byte> first_bytes);

class ContentKeeper {
 public:
  // Borrows everything.
  ContentKeeper(const AskSet& asks, const Limits& limits, archive::TarReader& reader, LayerBuilder& builder,
                GapList& gaps);

  struct Kept {
    std::uint8_t flags = 0;
    std::span<const Extent> extents;  // valid until the next call
  };
  // Of the reader's current entry, whose content nobody has read yet.
  Result<Kept> keep(std::string_view path, std::uint64_t size);
  // Of a file whose content the stream leaves out (kOmittedContent).
  Result<Kept> note_omitted(std::string_view path, std::uint64_t size, const FileClass& file_class);

 private:
  struct Decision {
    bool whole = false;
    bool over_limit = false;
    std::uint64_t largest_cap = 0;      // of the asks that it was over
    std::vector<std::string> sections;  // of an ELF file that nobody wants whole
  };
  Decision decide(const std::vector<std::uint32_t>& matched, std::uint64_t size,
                  const FileClass& file_class) const;
  Result<std::span<const std::byte>> peek(bool all);
  Result<void> keep_whole(std::span<const std::byte> head);
  Result<void> keep_sections(std::span<const std::byte> head, std::uint64_t size,
                             const std::vector<std::string>& sections);
  Result<void> buffer_file(std::span<const std::byte> head, std::uint64_t size);
  Result<void> append(std::uint64_t file_offset, std::span<const std::byte> bytes);
  void note_over_limit(std::string_view path, std::uint64_t size, std::uint64_t cap);

  const AskSet& asks_;
  const Limits& limits_;
  archive::TarReader& reader_;
  LayerBuilder& builder_;
  GapList& gaps_;
  AskMatcher matcher_;
  std::array<std::byte, kTextBytes> head_;
  std::vector<Extent> extents_;
  std::unique_ptr<std::byte[]> elf_;  // reused, grown to the largest ELF file that was picked apart
  std::size_t elf_capacity_ = 0;
};

}  // namespace lazaret::image
