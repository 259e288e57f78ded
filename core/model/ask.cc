// SPDX-License-Identifier: Apache-2.0
#include "core/model/ask.h"

#include <algorithm>

#include "core/base/bytes.h"

namespace lazaret {
namespace {

void append_texts(std::string& out, const std::vector<std::string>& texts) {
  append_little(out, static_cast<std::uint32_t>(texts.size()));
  for (const auto& text : texts) {
    append_little(out, static_cast<std::uint32_t>(text.size()));
    out += text;
  }
}

Result<std::vector<std::string>> read_texts(ByteReader& reader) {
  std::vector<std::string> texts;
  const auto count = TRY(reader.read_u32le());
  for (std::uint32_t i = 0; i < count; ++i)
    texts.emplace_back(TRY(reader.take_text(TRY(reader.read_u32le()))));
  return texts;
}

Result<FileAsk> read_ask(ByteReader& reader) {
  FileAsk ask;
  ask.globs = TRY(read_texts(reader));
  const auto content = TRY(reader.read_u8());
  if (content > static_cast<std::uint8_t>(ContentClass::Text))
    return make_error(ErrorCode::InvalidInput, "content class " + std::to_string(content) + " is not known");
  ask.content = static_cast<ContentClass>(content);
  ask.max_bytes = TRY(reader.read_u64le());
  ask.sections = TRY(read_texts(reader));
  return ask;
}

}  // namespace

std::string AskSet::serialize() const {
  std::string out;
  append_little(out, static_cast<std::uint32_t>(asks.size()));
  for (const auto& ask : asks) {
    append_texts(out, ask.globs);
    append_little(out, static_cast<std::uint8_t>(ask.content));
    append_little(out, ask.max_bytes);
    append_texts(out, ask.sections);
  }
  return out;
}

Result<AskSet> AskSet::parse(std::string_view bytes) {
  ByteReader reader(std::as_bytes(std::span(bytes.data(), bytes.size())), "ask set");
  AskSet set;
  const auto count = TRY(reader.read_u32le());
  for (std::uint32_t i = 0; i < count; ++i) set.asks.push_back(TRY(read_ask(reader)));
  return set;
}

AskSet AskSet::merge(const std::vector<AskSet>& sets) {
  AskSet merged;
  for (const auto& set : sets) merged.asks.insert(merged.asks.end(), set.asks.begin(), set.asks.end());
  std::sort(merged.asks.begin(), merged.asks.end());
  merged.asks.erase(std::unique(merged.asks.begin(), merged.asks.end()), merged.asks.end());
  return merged;
}

}  // namespace lazaret
