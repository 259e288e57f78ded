// SPDX-License-Identifier: Apache-2.0
// Generation::verify: the checksum, then every row of every section followed as the matcher would follow it.
// Called by `lazaret db verify`, by update before it publishes, and by tests. Trusts nothing.
#include <algorithm>

#include "core/advisory/generation_state.h"
#include "core/base/digest.h"

namespace lazaret::advisory {
namespace {

using State = Generation::State;

Result<void> check_digest(const State& state) {
  const Digest actual = sha256_of(state.file.bytes().subspan(layout::kDigestedFrom));
  if (actual.text() == state.info.generation) return {};
  return make_error(ErrorCode::InvalidInput, "the content's digest is " + actual.text() +
                                                 ", the header says " + state.info.generation +
                                                 "; build or fetch the generation again");
}

// Every key is found by its own name, and its entries lie in the table.
Result<void> check_key(const State& state, std::size_t number) {
  const auto key = TRY(state.row<layout::Key>(layout::kKeys, number));
  const auto found = TRY(state.find_key(TRY(state.string(key.ecosystem)), TRY(state.string(key.name))));
  if (!found.has_value() || found->first_entry != key.first_entry)
    return State::bad_reference(layout::kSlots, number);
  const std::uint64_t end = std::uint64_t{key.first_entry} + key.entry_count;
  if (end > state.count<layout::Entry>(layout::kEntries)) return State::bad_reference(layout::kEntries, end);
  return {};
}

Result<void> check_entry(const State& state, std::size_t number) {
  const auto entry = TRY(state.row<layout::Entry>(layout::kEntries, number));
  TRY(state.row<layout::Record>(layout::kRecords, entry.record));
  TRY(state.ranges(entry.ranges));
  TRY(state.list(entry.versions));
  TRY(state.list(entry.modules));
  TRY(state.string(entry.status));
  return {};
}

Result<void> check_record(const State& state, const layout::Record& record, TextReader& texts) {
  for (const std::uint32_t text : {record.id, record.word, record.word_source}) TRY(state.string(text));
  for (const std::uint32_t list : {record.vulnerabilities, record.aliases, record.vectors, record.cwes})
    TRY(state.list(list));
  TRY(texts.read(record));
  return {};
}

// In the order of the blocks, so that each is decompressed once.
Result<void> check_records(const State& state) {
  std::vector<layout::Record> records;
  for (std::size_t i = 0; i < state.count<layout::Record>(layout::kRecords); ++i)
    records.push_back(TRY(state.row<layout::Record>(layout::kRecords, i)));
  std::ranges::sort(records, {}, &layout::Record::text_block);
  TextReader texts(state);
  for (const layout::Record& record : records) TRY(check_record(state, record, texts));
  return {};
}

Result<void> check_cves(const State& state) {
  std::string_view previous;
  for (std::size_t i = 0; i < state.count<layout::Cve>(layout::kCves); ++i) {
    const auto cve = TRY(state.row<layout::Cve>(layout::kCves, i));
    const std::string_view id = TRY(state.string(cve.id));
    if (id <= previous) return State::bad_reference(layout::kCves, i);
    TRY(state.list(cve.vectors));
    previous = id;
  }
  return {};
}

}  // namespace

Result<void> Generation::verify() const {
  TRY(check_digest(*state_));
  for (std::size_t i = 0; i < state_->count<layout::Key>(layout::kKeys); ++i) TRY(check_key(*state_, i));
  for (std::size_t i = 0; i < state_->count<layout::Entry>(layout::kEntries); ++i)
    TRY(check_entry(*state_, i));
  TRY(check_records(*state_));
  return check_cves(*state_);
}

}  // namespace lazaret::advisory
