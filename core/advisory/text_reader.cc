// SPDX-License-Identifier: Apache-2.0
// Reading the texts of records out of their compressed blocks: TextReader of generation_state.h.
// Called for findings that are shown, and by verify. Block sizes are downloaded data: a block over 64 MiB is
// refused.
#include <zstd.h>

#include "core/advisory/generation_state.h"
#include "core/base/bytes.h"

namespace lazaret::advisory {
namespace {

constexpr std::uint32_t kMaxBlockBytes = 64u << 20;
constexpr std::size_t kKeptBytes = 32u << 20;

Result<std::string> take_long_text(ByteReader& reader) {
  return std::string(TRY(reader.take_text(TRY(reader.read_u32le()))));
}

}  // namespace

struct TextReader::Context {
  ZSTD_DCtx* raw = ZSTD_createDCtx();
  Context() = default;
  Context(Context&&) = delete;
  ~Context() { ZSTD_freeDCtx(raw); }
};

TextReader::TextReader(const Generation::State& state)
    : state_(state), context_(std::make_unique<Context>()) {}
TextReader::~TextReader() = default;

Result<std::string_view> TextReader::block(std::uint32_t number) {
  if (const auto known = blocks_.find(number); known != blocks_.end()) return std::string_view(known->second);
  const auto row = TRY(state_.row<layout::TextBlock>(layout::kTextBlocks, number));
  const auto bytes = state_.section(layout::kTextBytes);
  if (!range_within(row.offset, row.compressed, bytes.size()) || row.size > kMaxBlockBytes)
    return Generation::State::bad_reference(layout::kTextBlocks, number);
  std::string plain(row.size, '\0');
  const std::size_t size = ZSTD_decompressDCtx(context_->raw, plain.data(), plain.size(),
                                               bytes.data() + row.offset, row.compressed);
  if (ZSTD_isError(size) != 0 || size != row.size)
    return Generation::State::bad_reference(layout::kTextBytes, row.offset);
  if (blocks_bytes_ + size > kKeptBytes) {
    blocks_.clear();
    blocks_bytes_ = 0;
  }
  blocks_bytes_ += size;
  return std::string_view(blocks_.emplace(number, std::move(plain)).first->second);
}

Result<RecordText> TextReader::read(const layout::Record& record) {
  const std::string_view block = TRY(this->block(record.text_block));
  if (!range_within(record.text_offset, record.text_size, block.size()))
    return Generation::State::bad_reference(layout::kTextBytes, record.text_offset);
  ByteReader reader(as_byte_span(block.substr(record.text_offset, record.text_size)), "a record's text");
  RecordText text;
  text.title = TRY(take_long_text(reader));
  text.details = TRY(take_long_text(reader));
  const std::uint32_t references = TRY(reader.read_u32le());
  for (std::uint32_t i = 0; i < references; ++i) text.references.push_back(TRY(take_long_text(reader)));
  return text;
}

}  // namespace lazaret::advisory
