// SPDX-License-Identifier: Apache-2.0
// The generation file as it lies on disk: header, sections and fixed-size rows, little-endian, unaligned.
// Included by the writer and the reader of generations and by nobody else. Names no policy and trusts
// nothing. Format and invariants: docs/reference/generation.md; a change there raises kVersion.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace lazaret::advisory::layout {

inline constexpr std::string_view kMagic{"LZRTGEN\0", 8};
inline constexpr std::uint32_t kVersion = 2;
inline constexpr std::uint32_t kSampleFlag = 1;
inline constexpr std::uint32_t kNone = 0xffffffff;

enum Section : std::uint32_t {
  kInfo,          // JSON: feeds and their releases, catalogues
  kStrings,       // u16 length, bytes; reference 0 is the empty string
  kLists,         // u32 count, u32 string references; reference 0 is the empty list
  kFingerprints,  // one byte a slot, 0 is a free slot
  kSlots,         // u32 a slot: number of the key
  kKeys,
  kEntries,
  kRanges,  // u16 ranges of (u8 kind, u16 events of (u8 kind, u32 string reference)); reference 0 is no range
  kRecords,
  kCves,        // sorted by id
  kTextBlocks,  // where each compressed block lies
  kTextBytes,   // zstd frames
  kSectionCount
};

struct Span {
  std::uint64_t offset;
  std::uint64_t size;
};

struct Header {
  std::array<char, 8> magic;
  std::array<std::uint8_t, 32> digest;  // sha256 of every byte after this field
  std::uint32_t version;
  std::uint32_t flags;
  std::int64_t built;
  std::uint64_t file_size;
  std::array<Span, kSectionCount> sections;
};
static_assert(sizeof(Header) == 64 + 16 * kSectionCount);
inline constexpr std::size_t kDigestedFrom = 40;

struct Key {
  std::uint32_t ecosystem;
  std::uint32_t name;
  std::uint32_t first_entry;
  std::uint32_t entry_count;
};

struct Entry {
  std::uint32_t record;
  std::uint32_t ranges;
  std::uint32_t versions;  // list
  std::uint32_t modules;   // list: "nodejs:18"
  std::uint32_t status;    // the feed's word on this package: "end-of-life", "fix-not-planned"
  std::uint8_t subject;    // Subject
  std::uint8_t flags;      // kModuleBuild
  std::uint16_t unused;
};
inline constexpr std::uint8_t kModuleBuild = 1;

struct Record {
  std::uint32_t id;
  std::uint32_t vulnerabilities;  // list: its CVEs; empty: the record is its own vulnerability
  std::uint32_t aliases;          // list
  std::uint32_t vectors;          // list of CVSS vectors
  std::uint32_t word;             // the publisher's severity word, lower case
  std::uint32_t word_source;      // "debian", "ghsa"
  std::uint32_t text_block;
  std::uint32_t text_offset;
  std::uint32_t text_size;
  std::uint32_t cwes;  // list: "CWE-79"
  std::int64_t published;
  std::int64_t modified;
};

struct Cve {
  std::uint32_t id;
  std::uint32_t epss;        // millionths, kNone where unknown
  std::uint32_t percentile;  // millionths, kNone where unknown
  std::uint32_t kev_day;     // days since 1970, 0 where not in the catalogue
  std::uint32_t vectors;     // list: what records about this CVE alone say
};

struct TextBlock {
  std::uint64_t offset;  // within kTextBytes
  std::uint32_t compressed;
  std::uint32_t size;
};

static_assert(sizeof(Key) == 16 && sizeof(Entry) == 24 && sizeof(Record) == 56 && sizeof(Cve) == 20 &&
              sizeof(TextBlock) == 16);

// FNV-1a over ecosystem, NUL, name, then a mixing step: the slot is in the low bits, the fingerprint in the
// high ones.
constexpr std::uint64_t hash_key(std::string_view ecosystem, std::string_view name) {
  std::uint64_t hash = 0xcbf29ce484222325;
  const auto mix = [&hash](std::string_view text) {
    for (const char c : text) hash = (hash ^ static_cast<std::uint8_t>(c)) * 0x100000001b3;
  };
  mix(ecosystem);
  mix(std::string_view("\0", 1));
  mix(name);
  hash = (hash ^ (hash >> 32)) * 0x9e3779b97f4a7c15;
  return hash ^ (hash >> 29);
}

constexpr std::uint8_t fingerprint_of(std::uint64_t hash) {
  return static_cast<std::uint8_t>((hash >> 56) | 1);
}

// The row at `index`; the caller has checked that it lies within `rows`.
template <typename Row>
Row row_at(std::span<const std::byte> rows, std::size_t index) {
  Row row;
  std::memcpy(&row, rows.data() + index * sizeof(Row), sizeof(Row));
  return row;
}

}  // namespace lazaret::advisory::layout
