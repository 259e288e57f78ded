// SPDX-License-Identifier: Apache-2.0
#include "core/source/content_choice.h"

#include <algorithm>

namespace lazaret::source {
namespace {

bool fits(ContentClass asked, const image::FileClass& found) {
  switch (asked) {
    case ContentClass::Any: return true;
    case ContentClass::Elf: return found.elf;
    case ContentClass::Script: return found.script;
    case ContentClass::Text: return found.text;
  }
  return true;
}

}  // namespace

std::string_view class_word(const image::FileClass& file_class) {
  if (file_class.elf) return "elf";
  if (file_class.script) return "script";
  return file_class.text ? "text" : "other";
}

bool ContentChoice::wanted(std::string_view path, const image::FileClass& file_class,
                           std::uint64_t size) const {
  const auto& matching = matcher_.matching(path);
  return std::any_of(matching.begin(), matching.end(), [&](std::uint32_t index) {
    const FileAsk& ask = asks_.asks[index];
    const bool parts = file_class.elf && !ask.sections.empty();
    const std::uint64_t most = parts ? std::min(ask.max_bytes, limits_.elf_buffer_bytes) : ask.max_bytes;
    return size <= most && fits(ask.content, file_class);
  });
}

}  // namespace lazaret::source
