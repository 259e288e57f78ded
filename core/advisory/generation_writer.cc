// SPDX-License-Identifier: Apache-2.0
#include "core/advisory/generation_writer.h"

#include <zstd.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <memory>
#include <tuple>

#include "core/advisory/publish.h"
#include "core/base/bytes.h"
#include "core/base/digest.h"

namespace lazaret::advisory {
namespace {

using layout::Section;

constexpr std::size_t kTextBlockBytes = 32u << 10;  // small: a finding's text costs one block
constexpr int kTextLevel = 9;

template <typename Row>
void append_row(std::string& out, const Row& row) {
  out.append(reinterpret_cast<const char*>(&row), sizeof(Row));
}

Error too_large(std::string_view what) {
  return make_error(ErrorCode::LimitExceeded, std::string(what) + " of the generation would pass 4 GiB");
}

std::uint32_t millionths(const std::optional<double>& share) {
  if (!share.has_value() || !(*share >= 0 && *share <= 1)) return layout::kNone;
  return static_cast<std::uint32_t>(std::lround(*share * 1e6));
}

void append_long_text(std::string& out, std::string_view text) {
  append_little(out, static_cast<std::uint32_t>(text.size()));
  out += text;
}

std::string text_bytes(const OsvRecord& record) {
  std::string out;
  append_long_text(out, record.title);
  append_long_text(out, record.details);
  append_little(out, static_cast<std::uint32_t>(record.references.size()));
  for (const std::string& reference : record.references) append_long_text(out, reference);
  return out;
}

struct ContextDeleter {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};

Result<std::string> compressed(ZSTD_CCtx* context, std::string_view plain) {
  std::string out(ZSTD_compressBound(plain.size()), '\0');
  const std::size_t size =
      ZSTD_compressCCtx(context, out.data(), out.size(), plain.data(), plain.size(), kTextLevel);
  if (ZSTD_isError(size) != 0)
    return make_error(ErrorCode::Internal, "zstd could not compress a block of texts");
  out.resize(size);
  return out;
}

}  // namespace

Result<std::uint32_t> GenerationWriter::intern(std::string& section,
                                               std::unordered_map<std::string, std::uint32_t>& known,
                                               std::string bytes) {
  const auto [place, is_new] =
      known.try_emplace(std::move(bytes), static_cast<std::uint32_t>(section.size()));
  if (!is_new) return place->second;
  if (section.size() + place->first.size() >= layout::kNone) return too_large("a section");
  section += place->first;
  return place->second;
}

Result<std::uint32_t> GenerationWriter::string(std::string_view text) {
  if (text.empty()) return std::uint32_t{0};
  if (text.size() > 0xffff) return make_error(ErrorCode::LimitExceeded, "a text of more than 65535 bytes");
  std::string bytes;
  append_little(bytes, static_cast<std::uint16_t>(text.size()));
  bytes += text;
  return intern(strings_, known_strings_, std::move(bytes));
}

Result<std::uint32_t> GenerationWriter::list(const std::vector<std::string>& texts) {
  if (texts.empty()) return std::uint32_t{0};
  std::string bytes;
  append_little(bytes, static_cast<std::uint32_t>(texts.size()));
  for (const std::string& text : texts) append_little(bytes, TRY(string(text)));
  return intern(lists_, known_lists_, std::move(bytes));
}

Result<std::uint32_t> GenerationWriter::ranges(const std::vector<AffectedRange>& ranges) {
  if (ranges.empty()) return std::uint32_t{0};
  std::string bytes;
  if (ranges.size() > 0xffff)
    return make_error(ErrorCode::LimitExceeded, "more than 65535 ranges in a package");
  append_little(bytes, static_cast<std::uint16_t>(ranges.size()));
  for (const AffectedRange& range : ranges) {
    if (range.events.size() > 0xffff)
      return make_error(ErrorCode::LimitExceeded, "more than 65535 events in a range");
    append_little(bytes, static_cast<std::uint8_t>(range.kind));
    append_little(bytes, static_cast<std::uint16_t>(range.events.size()));
    for (const AffectedEvent& event : range.events) {
      append_little(bytes, static_cast<std::uint8_t>(event.kind));
      append_little(bytes, TRY(string(event.version)));
    }
  }
  return intern(ranges_, known_ranges_, std::move(bytes));
}

std::string_view GenerationWriter::text_at(std::uint32_t reference) const {
  std::uint16_t size = 0;
  std::memcpy(&size, strings_.data() + reference, sizeof(size));
  return std::string_view(strings_).substr(reference + sizeof(size), size);
}

Result<void> GenerationWriter::add_entries(const OsvRecord& record, std::uint32_t number) {
  const std::uint32_t modules = TRY(list(record.modules));
  for (const AffectedPackage& package : record.affected) {
    layout::Entry entry{};
    entry.record = number;
    entry.ranges = TRY(ranges(package.ranges));
    entry.versions = TRY(list(package.versions));
    entry.modules = package.module_build ? modules : 0;
    entry.status = TRY(string(package.status));
    entry.subject = static_cast<std::uint8_t>(package.subject);
    entry.flags = package.module_build ? layout::kModuleBuild : 0;
    entries_.push_back({TRY(string(package.ecosystem)), TRY(string(package.name)), entry});
  }
  return {};
}

Result<void> GenerationWriter::add(const OsvRecord& record) {
  const auto number = static_cast<std::uint32_t>(records_.size());
  const auto first_entry = static_cast<std::uint32_t>(entries_.size());
  layout::Record row{};
  row.id = TRY(string(record.id));
  row.vulnerabilities = TRY(list(record.vulnerabilities));
  row.aliases = TRY(list(record.aliases));
  row.vectors = TRY(list(record.vectors));
  row.cwes = TRY(list(record.cwes));
  row.word = TRY(string(record.word));
  row.word_source = TRY(string(record.word_source));
  row.published = record.published;
  row.modified = record.modified;
  TRY(add_entries(record, number));
  records_.push_back(row);
  texts_.push_back({number, first_entry, text_bytes(record)});
  // An erratum's vector speaks of the worst of its CVEs; only a record about one CVE speaks of that CVE.
  if (record.vulnerabilities.size() == 1 && !record.vectors.empty()) {
    std::vector<std::string>& known = cves_[record.vulnerabilities.front()].vectors;
    known.insert(known.end(), record.vectors.begin(), record.vectors.end());
  }
  return {};
}

Result<void> GenerationWriter::finish_cves(std::string& out) {
  for (auto& [id, cve] : cves_) {
    std::ranges::sort(cve.vectors);
    cve.vectors.erase(std::unique(cve.vectors.begin(), cve.vectors.end()), cve.vectors.end());
    append_row(out, layout::Cve{TRY(string(id)), millionths(cve.facts.epss), millionths(cve.facts.percentile),
                                cve.facts.kev_day, TRY(list(cve.vectors))});
  }
  return {};
}

// Entries sorted by key and record; then keys, and the open-addressing index over them at most half full.
void GenerationWriter::finish_keys(std::array<std::string, layout::kSectionCount>& sections) {
  const auto order = [this](const PendingEntry& entry) {
    return std::tuple(text_at(entry.ecosystem), text_at(entry.name), entry.entry.record);
  };
  std::ranges::stable_sort(entries_, {}, order);
  std::vector<layout::Key> keys;
  for (const PendingEntry& entry : entries_) {
    if (keys.empty() || keys.back().ecosystem != entry.ecosystem || keys.back().name != entry.name)
      keys.push_back({entry.ecosystem, entry.name,
                      static_cast<std::uint32_t>(sections[layout::kEntries].size() / sizeof(layout::Entry)),
                      0});
    ++keys.back().entry_count;
    append_row(sections[layout::kEntries], entry.entry);
  }
  const std::size_t slot_count = std::bit_ceil(std::max<std::size_t>(keys.size() * 2, 2));
  std::string& fingerprints = sections[layout::kFingerprints];
  std::string& slots = sections[layout::kSlots];
  fingerprints.assign(slot_count, '\0');
  slots.assign(slot_count * sizeof(std::uint32_t), '\0');
  for (std::uint32_t number = 0; number < keys.size(); ++number) {
    append_row(sections[layout::kKeys], keys[number]);
    const std::uint64_t hash = layout::hash_key(text_at(keys[number].ecosystem), text_at(keys[number].name));
    std::size_t slot = hash & (slot_count - 1);
    while (fingerprints[slot] != 0) slot = (slot + 1) & (slot_count - 1);
    fingerprints[slot] = static_cast<char>(layout::fingerprint_of(hash));
    std::memcpy(slots.data() + slot * sizeof(number), &number, sizeof(number));
  }
}

Result<void> GenerationWriter::finish_texts(std::array<std::string, layout::kSectionCount>& sections) {
  // Texts of one package side by side: the findings of an image read few blocks. Keyed before entries_ is
  // sorted.
  std::ranges::stable_sort(texts_, {}, [this](const PendingText& text) {
    const bool has_entry = text.first_entry < entries_.size();
    return has_entry ? std::pair(text_at(entries_[text.first_entry].name), text.record)
                     : std::pair(std::string_view(), text.record);
  });
  const std::unique_ptr<ZSTD_CCtx, ContextDeleter> context(ZSTD_createCCtx());
  std::string block;
  const auto flush = [&]() -> Result<void> {
    const std::string frame = TRY(compressed(context.get(), block));
    std::string& bytes = sections[layout::kTextBytes];
    append_row(sections[layout::kTextBlocks],
               layout::TextBlock{bytes.size(), static_cast<std::uint32_t>(frame.size()),
                                 static_cast<std::uint32_t>(block.size())});
    bytes += frame;
    block.clear();
    return {};
  };
  for (PendingText& text : texts_) {
    layout::Record& record = records_[text.record];
    record.text_block =
        static_cast<std::uint32_t>(sections[layout::kTextBlocks].size() / sizeof(layout::TextBlock));
    record.text_offset = static_cast<std::uint32_t>(block.size());
    record.text_size = static_cast<std::uint32_t>(text.bytes.size());
    block += text.bytes;
    text.bytes = std::string();
    if (block.size() >= kTextBlockBytes) TRY(flush());
  }
  return block.empty() ? Result<void>() : flush();
}

Result<void> GenerationWriter::publish(const std::string& path, std::string info, Instant built,
                                       bool sample) {
  std::array<std::string, layout::kSectionCount> sections;
  sections[layout::kInfo] = std::move(info);
  TRY(finish_texts(sections));
  finish_keys(sections);
  TRY(finish_cves(sections[layout::kCves]));
  for (const layout::Record& record : records_) append_row(sections[layout::kRecords], record);
  sections[layout::kStrings] = std::move(strings_);
  sections[layout::kLists] = std::move(lists_);
  sections[layout::kRanges] = std::move(ranges_);

  layout::Header header{};
  std::ranges::copy(layout::kMagic, header.magic.begin());
  header.version = layout::kVersion;
  header.flags = sample ? layout::kSampleFlag : 0;
  header.built = built.unix_seconds;
  header.file_size = sizeof(header);
  for (std::size_t i = 0; i < sections.size(); ++i) {
    header.sections[i] = {header.file_size, sections[i].size()};
    header.file_size += sections[i].size();
  }
  return publish_file(path, header, sections);
}

}  // namespace lazaret::advisory
