// SPDX-License-Identifier: Apache-2.0
// Reading the texts of records out of their compressed blocks: TextReader of generation_state.h.
// Called for findings that are shown, and by verify. Block sizes are downloaded data: a block over 64 MiB is refused.
#include <zstd.h>

#include "core/advisory/generation_state.h"
#include "core/base/bytes.h"

namespace lazaret::advisory {
namespace {

constexpr std::uint32_t kMaxBlockBytes = 64u << 20;

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

TextReader::TextReader(const Generation::State& state) : state_(state), context_(std::make_unique<Context>()) {}
TextReader::~TextReader() = default;

Result<void> TextReader::load(std::uint32_t number) {
  if (number == loaded_) return {};
  loaded_ = layout::kNone;
  const auto block = TRY(state_.row<layout::TextBlock>(layout::kTextBlocks, number));
  const auto bytes = state_.section(layout::kTextBytes);
  if (!range_within(block.offset, block.compressed, bytes.size()) || block.size > kMaxBlockBytes)
    return Generation::State::bad_reference(layout::kTextBlocks, number);
  block_.resize(block.size);
  const std::size_t size = ZSTD_decompressDCtx(context_->raw, block_.data(), block_.size(),
                                               bytes.data() + block.offset, block.compressed);
  if (ZSTD_isError(size) != 0 || size != block.size)
    return Generation::State::bad_reference(layout::kTextBytes, block.offset);
  loaded_ = number;
  return {};
}

Result<RecordText> TextReader::read(const layout::Record& record) {
  TRY(load(record.text_block));
  if (!range_within(record.text_offset, record.text_size, block_.size()))
    return Generation::State::bad_reference(layout::kTextBytes, record.text_offset);
  ByteReader reader(as_byte_span(std::string_view(block_).substr(record.text_offset, record.text_size)), "a record's text");
  RecordText text;
  text.title = TRY(take_long_text(reader));
  text.details = TRY(take_long_text(reader));
  const std::uint32_t references = TRY(reader.read_u32le());
  for (std::uint32_t i = 0; i < references; ++i) text.references.push_back(TRY(take_long_text(reader)));
  return text;
}

}  // namespace lazaret::advisory
