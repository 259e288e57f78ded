// SPDX-License-Identifier: Apache-2.0
#include "core/source/content_choice.h"

#include <algorithm>

namespace lazaret::source {
namespace {

bool fits(ContentClass asked, FileClass found) {
  switch (asked) {
    case ContentClass::Any: return true;
    case ContentClass::Elf: return found == FileClass::Elf;
    case ContentClass::Script: return found == FileClass::Script;
    case ContentClass::Text: return found == FileClass::Text || found == FileClass::Script;
  }
  return true;
}

}  // namespace

std::string_view to_string(FileClass file_class) {
  switch (file_class) {
    case FileClass::Elf: return "elf";
    case FileClass::Script: return "script";
    case FileClass::Text: return "text";
    case FileClass::Other: return "other";
  }
  return "other";
}

FileClass classify(std::span<const std::byte> first_bytes) {
  const std::string_view text = as_text(first_bytes);
  if (text.starts_with("\x7f"
                       "ELF"))
    return FileClass::Elf;
  if (text.starts_with("#!")) return FileClass::Script;
  return text.find('\0') == std::string_view::npos ? FileClass::Text : FileClass::Other;
}

bool ContentChoice::wanted(std::string_view path, FileClass file_class, std::uint64_t size) const {
  const auto& matching = matcher_.matching(path);
  return std::any_of(matching.begin(), matching.end(), [&](std::uint32_t index) {
    const FileAsk& ask = asks_.asks[index];
    const std::uint64_t most =
        ask.sections.empty() ? ask.max_bytes : std::min(ask.max_bytes, limits_.elf_buffer_bytes);
    return size <= most && fits(ask.content, file_class);
  });
}

}  // namespace lazaret::source
