// SPDX-License-Identifier: Apache-2.0
#include "core/advisory/generation.h"

#include <fcntl.h>

#include <algorithm>
#include <bit>
#include <utility>

#include "core/advisory/generation_state.h"
#include "core/base/bytes.h"
#include "core/base/digest.h"
#include "core/base/json.h"

namespace lazaret::advisory {
namespace {

using layout::Header;
using layout::Section;

constexpr std::uint64_t kMaxInfoBytes = 16u << 20;

Error not_a_generation(std::string why) {
  return make_error(ErrorCode::InvalidInput,
                    std::move(why) + "; build it again with `lazaret db build` or `db update`");
}

Result<Header> read_header(std::span<const std::byte> bytes) {
  if (bytes.size() < sizeof(Header))
    return not_a_generation("shorter than the header of an advisory generation");
  const auto header = layout::row_at<Header>(bytes, 0);
  if (std::string_view(header.magic.data(), header.magic.size()) != layout::kMagic)
    return not_a_generation("not an advisory generation");
  if (header.version != layout::kVersion)
    return not_a_generation("format version " + std::to_string(header.version) + ", this Lazaret reads " +
                            std::to_string(layout::kVersion));
  if (header.file_size != bytes.size())
    return not_a_generation("has " + std::to_string(bytes.size()) + " bytes, its header says " +
                            std::to_string(header.file_size));
  return header;
}

std::size_t row_size(Section section) {
  switch (section) {
    case layout::kSlots: return sizeof(std::uint32_t);
    case layout::kKeys: return sizeof(layout::Key);
    case layout::kEntries: return sizeof(layout::Entry);
    case layout::kRecords: return sizeof(layout::Record);
    case layout::kCves: return sizeof(layout::Cve);
    case layout::kTextBlocks: return sizeof(layout::TextBlock);
    default: return 1;
  }
}

Result<void> check_sections(const Header& header) {
  for (std::uint32_t i = 0; i < layout::kSectionCount; ++i) {
    const layout::Span span = header.sections[i];
    if (!range_within(span.offset, span.size, header.file_size) || span.size % row_size(Section{i}) != 0)
      return not_a_generation("section " + std::to_string(i) + " does not lie within the file");
  }
  const std::uint64_t slots = header.sections[layout::kFingerprints].size;
  if (!std::has_single_bit(slots) || header.sections[layout::kSlots].size != slots * sizeof(std::uint32_t))
    return not_a_generation("the index has " + std::to_string(slots) + " slots, no power of two");
  return {};
}

std::string hex_digest(const Header& header) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text = "sha256:";
  for (const std::uint8_t byte : header.digest) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

FeedInfo read_feed(const Json& json) {
  return {std::string(json["name"].as_string()), std::string(json["modified"].as_string()),
          json["records"].as_unsigned().value_or(0)};
}

Result<void> read_info(Generation::State& state) {
  const auto json = TRY(parse_json(as_text(state.section(layout::kInfo)), "the generation's information",
                                   {.bytes = kMaxInfoBytes, .depth = 8, .nodes = 1'000'000}));
  for (const Json& feed : json["feeds"].items()) {
    state.info.feeds.push_back(read_feed(feed));
    FeedCoverage coverage{state.info.feeds.back().name, {}, {}};
    const auto modified = parse_instant(state.info.feeds.back().modified);
    if (modified.has_value()) coverage.modified = modified.value();
    for (const Json& ecosystem : feed["ecosystems"].items())
      coverage.ecosystems.emplace_back(ecosystem.as_string());
    state.coverage.push_back(std::move(coverage));
  }
  for (const Json& catalogue : json["catalogues"].items()) state.info.feeds.push_back(read_feed(catalogue));
  state.info.generation = hex_digest(state.header);
  state.info.sample = (state.header.flags & layout::kSampleFlag) != 0;
  state.built = Instant{state.header.built};
  state.info.built = format_instant(state.built);
  return {};
}

}  // namespace

Generation::Generation(std::unique_ptr<State> state) : state_(std::move(state)) {}
Generation::Generation(Generation&&) noexcept = default;
Generation& Generation::operator=(Generation&&) noexcept = default;
Generation::~Generation() = default;

Result<Generation> Generation::open(const std::string& path) {
  auto state = std::make_unique<State>();
  const Fd file = TRY(open_file(path, O_RDONLY));
  state->file = TRY(MappedFile::map(file));
  const auto checked = [&]() -> Result<void> {
    state->header = TRY(read_header(state->file.bytes()));
    TRY(check_sections(state->header));
    return read_info(*state);
  };
  TRY(checked().with_context("advisory generation " + path));
  return Generation(std::move(state));
}

const DatabaseInfo& Generation::info() const { return state_->info; }

Error Generation::State::bad_reference(Section number, std::uint64_t index) {
  return make_error(ErrorCode::InvalidInput,
                    "advisory generation is damaged: section " + std::to_string(number) + " has nothing at " +
                        std::to_string(index) + "; build it again with `lazaret db build` or `db update`");
}

std::span<const std::byte> Generation::State::section(Section number) const {
  const layout::Span span = header.sections[number];  // within the file: check_sections
  return file.bytes().subspan(static_cast<std::size_t>(span.offset), static_cast<std::size_t>(span.size));
}

Result<std::string_view> Generation::State::string(std::uint32_t reference) const {
  ByteReader reader(section(layout::kStrings), "the table of strings");
  TRY(reader.seek(reference));
  return reader.take_text(TRY(reader.read_u16le()));
}

Result<std::vector<std::string_view>> Generation::State::list(std::uint32_t reference) const {
  std::vector<std::string_view> texts;
  if (reference == 0) return texts;
  ByteReader reader(section(layout::kLists), "the table of lists");
  TRY(reader.seek(reference));
  const std::uint32_t size = TRY(reader.read_u32le());
  if (size > reader.remaining() / sizeof(std::uint32_t)) return bad_reference(layout::kLists, reference);
  texts.reserve(size);
  for (std::uint32_t i = 0; i < size; ++i) texts.push_back(TRY(string(TRY(reader.read_u32le()))));
  return texts;
}

Result<std::vector<Range>> Generation::State::ranges(std::uint32_t reference) const {
  ByteReader reader(section(layout::kRanges), "the table of ranges");
  TRY(reader.seek(reference));
  std::vector<Range> ranges(TRY(reader.read_u16le()));
  for (Range& range : ranges) {
    const std::uint8_t kind = TRY(reader.read_u8());
    if (kind > static_cast<std::uint8_t>(RangeKind::Ecosystem))
      return bad_reference(layout::kRanges, reference);
    range.kind = RangeKind{kind};
    range.events.resize(TRY(reader.read_u16le()));
    for (RangeEvent& event : range.events) {
      const std::uint8_t event_kind = TRY(reader.read_u8());
      if (event_kind > static_cast<std::uint8_t>(EventKind::Limit))
        return bad_reference(layout::kRanges, reference);
      event.kind = EventKind{event_kind};
      event.version = TRY(string(TRY(reader.read_u32le())));
    }
  }
  return ranges;
}

Result<std::optional<layout::Key>> Generation::State::find_key(std::string_view ecosystem,
                                                               std::string_view name) const {
  const auto fingerprints = section(layout::kFingerprints);
  const std::uint64_t hash = layout::hash_key(ecosystem, name);
  const std::uint8_t wanted = layout::fingerprint_of(hash);
  for (std::size_t probe = 0; probe < fingerprints.size(); ++probe) {
    const std::size_t slot = (hash + probe) & (fingerprints.size() - 1);
    const auto fingerprint = std::to_integer<std::uint8_t>(fingerprints[slot]);
    if (fingerprint == 0) return std::optional<layout::Key>();
    if (fingerprint != wanted) continue;
    const auto key = TRY(row<layout::Key>(layout::kKeys, TRY(row<std::uint32_t>(layout::kSlots, slot))));
    if (TRY(string(key.ecosystem)) == ecosystem && TRY(string(key.name)) == name) return std::optional(key);
  }
  return std::optional<layout::Key>();
}

Result<std::optional<layout::Cve>> Generation::State::find_cve(std::string_view id) const {
  std::size_t low = 0;
  std::size_t high = count<layout::Cve>(layout::kCves);
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    const auto cve = TRY(row<layout::Cve>(layout::kCves, middle));
    const std::string_view found = TRY(string(cve.id));
    if (found == id) return std::optional(cve);
    if (found < id)
      low = middle + 1;
    else
      high = middle;
  }
  return std::optional<layout::Cve>();
}

}  // namespace lazaret::advisory
