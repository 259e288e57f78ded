// SPDX-License-Identifier: Apache-2.0
#include "core/archive/zip_reader.h"

#include <zlib.h>

#include <algorithm>

#include "core/archive/zip_directory.h"
#include "core/base/bytes.h"
#include "core/base/fd.h"

namespace lazaret::archive {
namespace {

constexpr std::uint16_t kStored = 0, kDeflated = 8;
constexpr std::uint64_t kLocalHeaderBytes = 30;
constexpr std::uint64_t kMostDeflateExpands = 1032;  // RFC 1951: 258 bytes from two bits, at the very best

std::string quoted(const ZipEntry& entry) {
  return "zip entry \"" + std::string(entry.name.substr(0, 256)) + "\"";
}

Error bad_entry(const ZipEntry& entry, std::string_view problem) {
  return make_error(ErrorCode::InvalidInput, quoted(entry) + " " + std::string(problem));
}

// Two entries that share bytes make a small file expand without end, and no tool writes them.
Result<void> check_overlaps(const std::vector<ZipEntry>& entries) {
  std::vector<const ZipEntry*> sorted;
  sorted.reserve(entries.size());
  for (const ZipEntry& entry : entries) sorted.push_back(&entry);
  std::ranges::sort(sorted, {}, &ZipEntry::header_offset);
  std::uint64_t end = 0;
  for (const ZipEntry* entry : sorted) {
    if (entry->header_offset < end) return bad_entry(*entry, "overlaps another");
    end = entry->header_offset + kLocalHeaderBytes + entry->name.size() + entry->compressed_size;
  }
  return {};
}

// One byte more than there should be shows a stream that goes on, and lets the inflater see the end of one
// that does not.
Result<std::string> inflate_whole(Inflater& inflater, std::span<const std::byte> input,
                                  const ZipEntry& entry) {
  std::string content(static_cast<std::size_t>(entry.size) + 1, '\0');
  const auto output = std::as_writable_bytes(std::span(content));
  TRY(inflater.reset());
  std::size_t done = 0;
  for (;;) {
    const auto step = TRY(inflater.step(input, output.subspan(done)).with_context(quoted(entry)));
    input = input.subspan(step.taken);
    done += step.given;
    if (done == content.size()) return bad_entry(entry, "is larger than its size says");
    if (step.finished) break;
    if (step.taken == 0 && step.given == 0) return bad_entry(entry, "ends early");
  }
  if (done != entry.size) return bad_entry(entry, "is smaller than its size says");
  content.pop_back();
  return content;
}

bool crc_matches(std::string_view content, std::uint32_t expected) {
  return crc32_z(0, reinterpret_cast<const Bytef*>(content.data()), content.size()) == expected;
}

}  // namespace

ZipReader::ZipReader(std::span<const std::byte> bytes, const Limits& limits)
    : bytes_(bytes), max_entry_bytes_(limits.zip_entry_bytes) {}

Result<ZipReader> ZipReader::open(std::span<const std::byte> bytes, const Limits& limits) {
  ZipReader reader(bytes, limits);
  const ZipDirectory directory = TRY(find_zip_directory(bytes));
  reader.entries_ = TRY(read_zip_directory(bytes, directory, limits.zip_entries));
  reader.content_end_ = directory.begin;
  TRY(check_overlaps(reader.entries_));
  return reader;
}

const ZipEntry* ZipReader::find(std::string_view name) const {
  const auto found =
      std::find_if(entries_.rbegin(), entries_.rend(), [&](const ZipEntry& e) { return e.name == name; });
  return found == entries_.rend() ? nullptr : &*found;
}

Result<std::string> ZipReader::read_entry(const ZipEntry& entry, std::uint64_t max_bytes) const {
  const std::uint64_t limit = std::min(max_bytes, max_entry_bytes_);
  if (entry.size > limit)
    return make_error(ErrorCode::LimitExceeded, quoted(entry) + " of " + std::to_string(entry.size) +
                                                    " bytes is larger than its limit, " +
                                                    std::to_string(limit));
  if (entry.encrypted) return make_error(ErrorCode::Unsupported, quoted(entry) + " is encrypted");
  if (entry.method != kStored && entry.method != kDeflated)
    return make_error(ErrorCode::Unsupported, quoted(entry) + " has compression method " +
                                                  std::to_string(entry.method) + ", supported are: 0, 8");
  const auto stored = TRY(stored_bytes(entry));
  std::string content;
  if (entry.method == kStored) {
    if (stored.size() != entry.size) return bad_entry(entry, "is stored in another size than it says");
    content = as_text(stored);
  } else {
    if (entry.size / kMostDeflateExpands > stored.size())
      return bad_entry(entry, "cannot be as large as it says");
    if (!inflater_) inflater_ = TRY(make_inflater());
    content = TRY(inflate_whole(*inflater_, stored, entry));
  }
  if (!crc_matches(content, entry.crc32)) return bad_entry(entry, "has a wrong checksum");
  return content;
}

// The local header must tell the same story as the directory: readers that trust the one or the other see one
// file.
Result<std::span<const std::byte>> ZipReader::stored_bytes(const ZipEntry& entry) const {
  ByteReader reader(bytes_.first(static_cast<std::size_t>(content_end_)), "zip");
  TRY(reader.seek(entry.header_offset));
  if (TRY(reader.read_u32le()) != kZipLocalSignature) return bad_entry(entry, "has no local header");
  TRY(reader.skip(2));  // version
  const bool encrypted = (TRY(reader.read_u16le()) & kZipEncryptedFlag) != 0;
  const std::uint16_t method = TRY(reader.read_u16le());
  TRY(reader.skip(16));  // time, CRC and sizes: zero where a data descriptor follows
  const std::uint16_t name_length = TRY(reader.read_u16le());
  const std::uint16_t extra_length = TRY(reader.read_u16le());
  const std::string_view name = TRY(reader.take_text(name_length));
  if (name != entry.name || method != entry.method || encrypted != entry.encrypted)
    return bad_entry(entry, "has a local header that disagrees with the directory");
  TRY(reader.skip(extra_length));
  return reader.take(entry.compressed_size);
}

}  // namespace lazaret::archive
