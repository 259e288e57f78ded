// SPDX-License-Identifier: Apache-2.0
#include "core/image/content_keeper.h"

#include <algorithm>
#include <cstring>

#include "core/archive/elf_parts.h"

namespace lazaret::image {
namespace {

constexpr std::size_t kMagicBytes = 4;

bool class_fits(ContentClass wanted, const FileClass& file_class) {
  switch (wanted) {
    case ContentClass::Any: return true;
    case ContentClass::Elf: return file_class.elf;
    case ContentClass::Script: return file_class.script;
    case ContentClass::Text: return file_class.text;
  }
  return false;
}

std::uint8_t flags_of(const FileClass& file_class) {
  return static_cast<std::uint8_t>((file_class.elf ? kLooksElf : 0) | (file_class.script ? kLooksScript : 0));
}

}  // namespace

FileClass classify(std::span<const std::byte> first_bytes) {
  const auto text = as_text(first_bytes.first(std::min(first_bytes.size(), kTextBytes)));
  return {archive::looks_like_elf(first_bytes), text.starts_with("#!"),
          text.find('\0') == std::string_view::npos};
}

ContentKeeper::ContentKeeper(const AskSet& asks, const Limits& limits, archive::TarReader& reader,
                             LayerBuilder& builder, GapList& gaps)
    : asks_(asks), limits_(limits), reader_(reader), builder_(builder), gaps_(gaps), matcher_(asks) {}

ContentKeeper::Decision ContentKeeper::decide(const std::vector<std::uint32_t>& matched, std::uint64_t size,
                                              const FileClass& file_class) const {
  Decision decision;
  for (const auto index : matched) {
    const FileAsk& ask = asks_.asks[index];
    if (!class_fits(ask.content, file_class)) continue;
    const bool parts = file_class.elf && !ask.sections.empty();
    const std::uint64_t cap = parts ? std::min(ask.max_bytes, limits_.elf_buffer_bytes) : ask.max_bytes;
    if (size > cap) {
      decision.over_limit = true;
      decision.largest_cap = std::max(decision.largest_cap, cap);
    } else if (parts) {
      decision.sections.insert(decision.sections.end(), ask.sections.begin(), ask.sections.end());
    } else {
      decision.whole = true;
    }
  }
  if (decision.whole) decision.over_limit = false;
  return decision;
}

// The first bytes of the content: enough for the magic, or for all classes. What was peeked is consumed.
Result<std::span<const std::byte>> ContentKeeper::peek(bool all) {
  const std::size_t wanted = all ? kTextBytes : kMagicBytes;
  const auto block = TRY(reader_.read_block());
  if (block.size() >= wanted || block.empty()) return block;
  std::memcpy(head_.data(), block.data(), block.size());
  std::size_t have = block.size();
  while (have < wanted) {
    const std::size_t got = TRY(reader_.read(std::span(head_).subspan(have)));
    if (got == 0) break;
    have += got;
  }
  return std::span<const std::byte>(head_).first(have);
}

Result<ContentKeeper::Kept> ContentKeeper::keep(std::string_view path, std::uint64_t size) {
  extents_.clear();
  if (size == 0) return Kept{};
  const auto& matched = matcher_.matching(path);
  const auto head = TRY(peek(!matched.empty()));
  const FileClass file_class = classify(head);
  Kept kept{flags_of(file_class), {}};
  if (matched.empty()) return kept;
  const Decision decision = decide(matched, size, file_class);
  if (decision.over_limit) {
    kept.flags |= kOverLimit;
    note_over_limit(path, size, decision.largest_cap);
  }
  if (decision.whole)
    TRY(keep_whole(head));
  else if (!decision.sections.empty())
    TRY(keep_sections(head, size, decision.sections));
  kept.extents = extents_;
  return kept;
}

Result<ContentKeeper::Kept> ContentKeeper::note_omitted(std::string_view path, std::uint64_t size,
                                                        const FileClass& file_class) {
  Kept kept{flags_of(file_class), {}};
  const Decision decision = decide(matcher_.matching(path), size, file_class);
  if (decision.over_limit) {
    kept.flags |= kOverLimit;
    note_over_limit(path, size, decision.largest_cap);
  } else if (decision.whole || !decision.sections.empty()) {
    gaps_.add("file_omitted", path, "the content was left out although it was asked for");
  }
  return kept;
}

void ContentKeeper::note_over_limit(std::string_view path, std::uint64_t size, std::uint64_t cap) {
  gaps_.add(
      "file_over_limit", path,
      "the file is " + std::to_string(size) + " bytes; at most " + std::to_string(cap) + " were asked for");
}

Result<void> ContentKeeper::append(std::uint64_t file_offset, std::span<const std::byte> bytes) {
  if (bytes.empty()) return {};
  const std::uint64_t pack_offset = builder_.pack_bytes();
  TRY(builder_.append_content(bytes));
  const bool continues =
      !extents_.empty() && extents_.back().file_offset + extents_.back().length == file_offset;
  if (continues)
    extents_.back().length += bytes.size();
  else
    extents_.push_back({file_offset, bytes.size(), pack_offset});
  return {};
}

Result<void> ContentKeeper::keep_whole(std::span<const std::byte> head) {
  std::uint64_t offset = 0;
  for (auto block = head; !block.empty(); block = TRY(reader_.read_block())) {
    TRY(append(offset, block));
    offset += block.size();
  }
  return {};
}

Result<void> ContentKeeper::keep_sections(std::span<const std::byte> head, std::uint64_t size,
                                          const std::vector<std::string>& sections) {
  TRY(buffer_file(head, size));
  const std::span<const std::byte> file(elf_.get(), static_cast<std::size_t>(size));
  const auto ranges = archive::elf_ranges_for(file, sections);
  // Not even a whole ELF header: so small that it is kept as it is.
  if (!ranges) return append(0, file.first(std::min<std::size_t>(file.size(), kTextBytes)));
  for (const auto& range : *ranges) TRY(append(range.offset, file.subspan(range.offset, range.length)));
  return {};
}

Result<void> ContentKeeper::buffer_file(std::span<const std::byte> head, std::uint64_t size) {
  if (elf_capacity_ < size) {
    elf_.reset();
    elf_capacity_ = std::min(std::max<std::uint64_t>(size, 2 * elf_capacity_), limits_.elf_buffer_bytes);
    elf_ = std::make_unique_for_overwrite<std::byte[]>(elf_capacity_);
  }
  std::uint64_t have = 0;
  for (auto block = head; !block.empty(); block = TRY(reader_.read_block())) {
    LZ_ASSERT(block.size() <= size - have);
    std::memcpy(elf_.get() + have, block.data(), block.size());
    have += block.size();
  }
  LZ_ASSERT(have == size);
  return {};
}

}  // namespace lazaret::image
