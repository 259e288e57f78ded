// SPDX-License-Identifier: Apache-2.0
#include "core/archive/zip_reader.h"

#include <gtest/gtest.h>

#include "core/base/bytes.h"
#include "tests/unit/archive/archive_helpers.h"

namespace lazaret::archive {
namespace {

struct Member {
  std::string name;
  std::string content;
  std::uint16_t method = 8;
  std::uint16_t flags = 0;
};

// Writes zips field by field, so that tests can lie. Positions of the last zip's records are kept.
struct ZipText {
  std::string bytes;
  std::size_t directory = 0;
  std::size_t end = 0;
};

std::string raw_deflate(std::string_view plain) {
  const std::string member = gzip_of(plain);
  return member.substr(10, member.size() - 18);
}

ZipText zip_of(const std::vector<Member>& members) {
  ZipText zip;
  std::string directory;
  for (const Member& m : members) {
    const std::string stored = m.method == 8 ? raw_deflate(m.content) : m.content;
    std::string common;  // what local and central header share
    append_little(common, std::uint16_t{20});
    append_little(common, m.flags);
    append_little(common, m.method);
    append_little(common, std::uint32_t{0});
    append_little(common, static_cast<std::uint32_t>(crc32_z(
                              0, reinterpret_cast<const Bytef*>(m.content.data()), m.content.size())));
    append_little(common, static_cast<std::uint32_t>(stored.size()));
    append_little(common, static_cast<std::uint32_t>(m.content.size()));
    append_little(common, static_cast<std::uint16_t>(m.name.size()));
    append_little(common, std::uint16_t{0});
    directory.append("PK\1\2\x14\0", 6).append(common).append(10, '\0');
    append_little(directory, static_cast<std::uint32_t>(zip.bytes.size()));
    directory.append(m.name);
    zip.bytes.append("PK\3\4").append(common).append(m.name).append(stored);
  }
  zip.directory = zip.bytes.size();
  zip.bytes += directory;
  zip.end = zip.bytes.size();
  zip.bytes.append("PK\5\6\0\0\0\0", 8);
  append_little(zip.bytes, static_cast<std::uint16_t>(members.size()));
  append_little(zip.bytes, static_cast<std::uint16_t>(members.size()));
  append_little(zip.bytes, static_cast<std::uint32_t>(directory.size()));
  append_little(zip.bytes, static_cast<std::uint32_t>(zip.directory));
  append_little(zip.bytes, std::uint16_t{0});
  return zip;
}

// Opens, reads every entry; the first error's message.
std::string error_of(std::string_view bytes, const Limits& limits = {}, std::uint64_t max_bytes = 1u << 20) {
  const auto zip = ZipReader::open(as_byte_span(bytes), limits);
  if (!zip.has_value()) return zip.error().message;
  for (const ZipEntry& entry : zip->entries()) {
    const auto content = zip->read_entry(entry, max_bytes);
    if (!content.has_value()) return content.error().message;
  }
  return "no error";
}

TEST(ZipReader, ReadsStoredAndDeflatedEntries) {
  const std::string text = sample_text(50'000);
  const std::string bytes = "#!/bin/sh\n" + zip_of({{"a", text, 8}, {"b", text, 0}, {"empty", "", 8}}).bytes;
  const auto zip = ZipReader::open(as_byte_span(bytes), Limits{});
  ASSERT_TRUE(zip.has_value()) << zip.error().message;
  EXPECT_EQ(zip->read_entry(*zip->find("a"), 50'000).value(), text);
  EXPECT_EQ(zip->read_entry(*zip->find("b"), 50'000).value(), text);
  EXPECT_EQ(zip->read_entry(*zip->find("empty"), 0).value(), "");
  EXPECT_EQ(zip->find("c"), nullptr);
}

TEST(ZipReader, TruncationAtEveryByteIsAnError) {
  const std::string bytes = zip_of({{"a", sample_text(300)}, {"b", "x", 0}}).bytes;
  ASSERT_EQ(error_of(bytes), "no error");
  for (std::size_t length = 0; length < bytes.size(); ++length)
    EXPECT_NE(error_of(bytes.substr(0, length)), "no error") << length;
}

TEST(ZipReader, LocalHeaderMustAgreeWithTheDirectory) {
  const ZipText zip = zip_of({{"abc", "text", 0}});
  std::string renamed = zip.bytes;
  renamed[30] = 'x';
  EXPECT_NE(error_of(renamed).find("disagrees"), std::string::npos);
  std::string other_method = zip.bytes;
  other_method[8] = 8;
  EXPECT_NE(error_of(other_method).find("disagrees"), std::string::npos);
}

TEST(ZipReader, ChecksCrcAndSizes) {
  const ZipText zip = zip_of({{"abc", "text", 0}, {"d", sample_text(500)}});
  std::string damaged = zip.bytes;
  damaged[33] = 'T';
  EXPECT_NE(error_of(damaged).find("wrong checksum"), std::string::npos);
  const std::size_t size_field = zip.directory + 49 + 24;  // the second central header's plain size
  for (const auto& [size, problem] :
       {std::pair{499, "larger than its size"}, {501, "smaller than its size"}}) {
    std::string lying = zip.bytes;
    lying[size_field] = static_cast<char>(size & 0xff);
    lying[size_field + 1] = static_cast<char>(size >> 8);
    EXPECT_NE(error_of(lying).find(problem), std::string::npos) << error_of(lying);
  }
  std::string absurd = zip.bytes;
  absurd[size_field + 3] = 0x10;
  EXPECT_NE(error_of(absurd, {}, 1u << 31).find("cannot be as large"), std::string::npos)
      << error_of(absurd, {}, 1u << 31);
}

TEST(ZipReader, RefusesOverlapsAndOffsetsOutside) {
  const ZipText zip = zip_of({{"a", "text", 0}, {"b", "text", 0}});
  const std::size_t offset_field = zip.directory + 47 + 42;  // the second central header's offset
  std::string overlapping = zip.bytes;
  overlapping[offset_field] = 0;
  EXPECT_NE(error_of(overlapping).find("overlaps another"), std::string::npos);
  std::string outside = zip.bytes;
  outside[offset_field + 2] = 1;
  EXPECT_NE(error_of(outside).find("lies outside"), std::string::npos);
}

TEST(ZipReader, EncryptedEntriesAndOddMethodsAreUnsupported) {
  EXPECT_NE(error_of(zip_of({{"a", "text", 0, 1}}).bytes).find("is encrypted"), std::string::npos);
  EXPECT_NE(error_of(zip_of({{"a", "text", 12}}).bytes).find("compression method 12"), std::string::npos);
}

TEST(ZipReader, ACommentCannotSmuggleInASecondDirectory) {
  ZipText zip = zip_of({{"a", "text", 0}});
  const std::string fake("PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 22);
  const std::string comment = fake + "more";
  zip.bytes[zip.end + 20] = static_cast<char>(comment.size());
  zip.bytes += comment;
  const auto opened = ZipReader::open(as_byte_span(zip.bytes), Limits{});
  ASSERT_TRUE(opened.has_value()) << opened.error().message;
  EXPECT_EQ(opened->entries().size(), 1u);
}

TEST(ZipReader, HoldsEveryLimitExactly) {
  const std::string bytes = zip_of({{"a", "12345"}, {"b", "1"}}).bytes;
  Limits limits;
  limits.zip_entries = 2;
  limits.zip_entry_bytes = 5;
  EXPECT_EQ(error_of(bytes, limits), "no error");
  EXPECT_EQ(error_of(bytes, {}, 5), "no error");
  EXPECT_NE(error_of(bytes, {}, 4).find("larger than its limit, 4"), std::string::npos);
  limits.zip_entries = 1;
  EXPECT_NE(error_of(bytes, limits).find("zip_entries, 1"), std::string::npos);
  limits.zip_entries = 3;
  limits.zip_entry_bytes = 4;
  EXPECT_NE(error_of(bytes, limits).find("larger than its limit, 4"), std::string::npos);
}

}  // namespace
}  // namespace lazaret::archive
