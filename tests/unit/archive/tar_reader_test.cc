// SPDX-License-Identifier: Apache-2.0
#include "core/archive/tar_reader.h"

#include <gtest/gtest.h>

#include "tests/unit/archive/archive_helpers.h"

namespace lazaret::archive {
namespace {

std::string file_member(std::string path, std::string_view content, const PaxRecords& extra = {}) {
  return tar_member({.path = std::move(path), .size = content.size(), .mode = 0644}, content, extra);
}

// Changes bytes of a header block and mends its checksum.
std::string patched(std::string bytes, std::size_t offset, std::string_view with) {
  bytes.replace(offset, with.size(), with);
  const std::size_t block = offset / 512 * 512;
  bytes.replace(block + 148, 8, "        ");
  unsigned sum = 0;
  for (std::size_t at = block; at < block + 512; ++at) sum += static_cast<std::uint8_t>(bytes[at]);
  for (std::size_t digit = 6; digit-- > 0; sum >>= 3)
    bytes[block + 148 + digit] = static_cast<char>('0' + (sum & 7));
  return bytes;
}

std::string error_of(std::string_view bytes, const Limits& limits = {}) {
  const ReadTar tar = read_tar(bytes, limits);
  return tar.error ? tar.error->message : "no error";
}

// An extended header around text that the writer would not write.
std::string pax_member(std::string_view text) {
  const std::string member = tar_member({.path = "pax", .size = text.size()}, text);
  return patched(member, 156, "x");
}

TEST(TarReader, GivesContentAndWhereItBegins) {
  const std::string bytes = file_member("a", "hello") + file_member("b", sample_text(600'000)) + tar_end();
  const ReadTar tar = read_tar(bytes);
  ASSERT_FALSE(tar.error) << tar.error->message;
  ASSERT_EQ(tar.entries.size(), 2u);
  for (const ReadEntry& entry : tar.entries)
    EXPECT_EQ(bytes.substr(entry.content_offset, entry.content.size()), entry.content);
  EXPECT_EQ(tar.entries[1].content, sample_text(600'000));
  EXPECT_TRUE(tar.end_mark_seen);
}

TEST(TarReader, NextSkipsWhatIsLeftOfTheContent) {
  const std::string bytes = file_member("a", sample_text(900'000)) + file_member("b", "tail") + tar_end();
  for (const std::size_t step : {100ul, 1ul << 20}) {
    TrickleSource source(bytes, step);
    TarReader reader(source, Limits{});
    ASSERT_TRUE(reader.next().value().has_value());
    std::byte some[100];
    ASSERT_TRUE(reader.read(some).has_value());
    const auto second = reader.next();
    ASSERT_TRUE(second.has_value() && second->has_value());
    EXPECT_EQ((*second)->path, "b");
    EXPECT_EQ(read_content(reader).value(), "tail");
  }
}

TEST(TarReader, AcceptsThreeWaysToEnd) {
  const std::string member = file_member("a", "x");
  const std::string zero(512, '\0');
  EXPECT_FALSE(read_tar(member + zero + zero + "rubbish").error);
  EXPECT_FALSE(read_tar(member + zero).error);
  EXPECT_FALSE(read_tar(member).error);
  EXPECT_FALSE(read_tar("").error);
  EXPECT_FALSE(read_tar(member).end_mark_seen);
  EXPECT_NE(error_of(member + zero + member).find("a single zero block"), std::string::npos);
}

TEST(TarReader, TruncationGivesAnErrorOrAPrefixWithoutEndMark) {
  const std::string bytes = tar_member({.path = std::string(200, 'p'), .size = 700}, sample_text(700)) +
                            file_member("b", "hello") + tar_end();
  const ReadTar whole = read_tar(bytes);
  ASSERT_EQ(whole.entries.size(), 2u);
  for (std::size_t length = 0; length + 512 < bytes.size(); ++length) {
    const ReadTar cut = read_tar(bytes.substr(0, length));
    EXPECT_TRUE(cut.error || !cut.end_mark_seen) << length;
    ASSERT_LE(cut.entries.size(), whole.entries.size());
    for (std::size_t at = 0; at < cut.entries.size(); ++at) {
      EXPECT_EQ(cut.entries[at].entry.path, whole.entries[at].entry.path);
      if (!cut.error || at + 1 < cut.entries.size()) {
        EXPECT_EQ(cut.entries[at].content, whole.entries[at].content);
      }
    }
  }
}

TEST(TarReader, ErrorsNameTheEntryAndItsOffset) {
  const std::string bytes = file_member("first", "x") + file_member("second", sample_text(5000));
  EXPECT_EQ(error_of(bytes.substr(0, 2000)),
            "tar entry \"second\" at byte 1024: archive ends early at byte 2000");
  std::string damaged = bytes;
  damaged[1024] = 'S';
  EXPECT_EQ(error_of(damaged), "tar header at byte 1024: tar header has a wrong checksum");
}

TEST(TarReader, LinksAndDirectoriesHaveNoContentWhateverTheirSizeSays) {
  for (const EntryType type :
       {EntryType::HardLink, EntryType::Symlink, EntryType::Directory, EntryType::Fifo}) {
    const std::string link =
        patched(tar_header({.type = type, .path = "l", .link_target = "a"}), 124, "00000001000");
    const ReadTar tar = read_tar(link + file_member("b", "hello") + tar_end());
    ASSERT_FALSE(tar.error) << tar.error->message;
    ASSERT_EQ(tar.entries.size(), 2u);
    EXPECT_EQ(tar.entries[0].entry.size, 0u);
    EXPECT_EQ(tar.entries[1].content, "hello");
  }
}

TEST(TarReader, OldArchivesMarkDirectoriesByASlash) {
  const std::string old = patched(tar_header({.path = "d/"}), 156, std::string_view("\0", 1));
  EXPECT_EQ(read_tar(old).entries.at(0).entry.type, EntryType::Directory);
  EXPECT_EQ(read_tar(tar_header({.path = "d/"})).entries.at(0).entry.type, EntryType::File);
  EXPECT_EQ(read_tar(patched(tar_header({.path = "c"}), 156, "7")).entries.at(0).entry.type, EntryType::File);
}

TEST(TarReader, AGnuDirectoryListingIsNotContent) {
  const ReadTar tar =
      read_tar(patched(file_member("d", "names"), 156, "D") + file_member("b", "hello") + tar_end());
  ASSERT_EQ(tar.entries.size(), 2u);
  EXPECT_EQ(tar.entries[0].entry.type, EntryType::Directory);
  EXPECT_EQ(tar.entries[0].content, "");
  EXPECT_EQ(tar.entries[1].content, "hello");
}

TEST(TarReader, SignedChecksumsAreRightToo) {
  std::string bytes = patched(tar_header({.path = "name"}), 0, "n\xe9me");
  int sum = 8 * ' ';
  for (std::size_t at = 0; at < 512; ++at)
    if (at < 148 || at >= 156) sum += static_cast<signed char>(bytes[at]);
  char digits[8];
  std::snprintf(digits, sizeof digits, "%06o", static_cast<unsigned>(sum));
  bytes.replace(148, 6, digits, 6);
  EXPECT_EQ(read_tar(bytes).entries.at(0).entry.path, "n\xe9me");
}

TEST(TarReader, AGlobalPaxHeaderIsCheckedAndNotApplied) {
  const std::string global = patched(pax_member("11 path=ab\n"), 156, "g");
  EXPECT_EQ(read_tar(global + file_member("a", "x")).entries.at(0).entry.path, "a");
  EXPECT_NE(error_of(patched(pax_member("99 path=ab\n"), 156, "g")), "no error");
}

TEST(TarReader, PaxRecordsOverrideTheHeader) {
  const std::string member = file_member("a", "abc",
                                         {{"size", "3"},
                                          {"mtime", "-1.5"},
                                          {"LIBARCHIVE.xattr.user.%41", "YmM="},
                                          {"SCHILY.xattr.user.b", "1234"}});
  const ReadTar tar = read_tar(patched(member, 1024 + 124, "00000777777") + tar_end());
  ASSERT_FALSE(tar.error) << tar.error->message;
  const TarEntry& entry = tar.entries.at(0).entry;
  EXPECT_EQ(tar.entries[0].content, "abc");
  EXPECT_EQ(entry.mtime, -2);
  const std::vector<std::pair<std::string, std::string>> xattrs = {{"user.A", "bc"}, {"user.b", "1234"}};
  EXPECT_EQ(entry.xattrs, xattrs);
}

TEST(TarReader, RefusesDamagedPaxRecords) {
  const std::pair<std::string, std::string> cases[] = {{"99 path=a\n", "wrong length"},
                                                       {"path=a\n", "no length"},
                                                       {"9 path=ab", "does not end in a newline"},
                                                       {"8 patha\n", "no keyword"},
                                                       {"10 path=\0b\n", "NUL in its value"},
                                                       {"12 size=abc\n", "not a number"},
                                                       {"12 size=-12\n", "not a number"},
                                                       {"3 \n", "wrong length"},
                                                       {"25 GNU.sparse.offset=123\n", "without a length"}};
  for (auto [text, problem] : cases) {
    if (problem == "NUL in its value") text = std::string("10 path=\0\n", 10);
    const std::string message = error_of(pax_member(text) + file_member("a", "x") + tar_end());
    EXPECT_NE(message.find(problem), std::string::npos) << text << ": " << message;
    EXPECT_NE(message.find("at byte"), std::string::npos) << message;
  }
}

TEST(TarReader, RefusesSparseMapsThatLie) {
  const auto sparse = [](const std::string& map, const std::string& count) {
    return error_of(file_member(
        "s", "abc", {{"GNU.sparse.size", "100"}, {"GNU.sparse.numblocks", count}, {"GNU.sparse.map", map}}));
  };
  EXPECT_EQ(sparse("10,3", "1"), "no error");
  EXPECT_NE(sparse("10,4", "1").find("describes 4 bytes of data but 3 are stored"), std::string::npos);
  EXPECT_NE(sparse("98,3", "1").find("overlaps"), std::string::npos);
  EXPECT_NE(sparse("10,2,11,1", "2").find("overlaps"), std::string::npos);
  EXPECT_NE(sparse("10,3", "2").find("1 regions but says 2"), std::string::npos);
  EXPECT_NE(sparse("10", "1").find("not a number"), std::string::npos);
}

TEST(TarReader, HoldsEveryLimitExactly) {
  const std::string bytes =
      file_member("12345678", "abcd", {{"comment", "0123456789"}}) + file_member("b", "") + tar_end();
  const std::string sparse = file_member(
      "s", "ab", {{"GNU.sparse.size", "9"}, {"GNU.sparse.numblocks", "2"}, {"GNU.sparse.map", "0,1,5,1"}});
  struct Case {
    std::uint64_t Limits::*limit;
    std::uint64_t exact;
    const char* name;
    const std::string* archive;
  };
  for (const Case& test : {Case{&Limits::entries_per_layer, 2, "entries_per_layer", &bytes},
                           Case{&Limits::path_bytes, 8, "path_bytes", &bytes},
                           Case{&Limits::file_bytes, 4, "file_bytes", &bytes},
                           Case{&Limits::file_bytes, 9, "file_bytes", &sparse},
                           Case{&Limits::extended_header_bytes, 22, "extended_header_bytes", &bytes},
                           Case{&Limits::sparse_map_entries, 2, "sparse_map_entries", &sparse}}) {
    Limits limits;
    for (const std::uint64_t allowed : {test.exact + 1, test.exact}) {
      limits.*test.limit = allowed;
      EXPECT_EQ(error_of(*test.archive, limits), "no error") << test.name;
    }
    limits.*test.limit = test.exact - 1;
    const ReadTar tar = read_tar(*test.archive, limits);
    ASSERT_TRUE(tar.error) << test.name;
    EXPECT_EQ(tar.error->code, ErrorCode::LimitExceeded) << test.name;
    EXPECT_NE(tar.error->message.find(test.name), std::string::npos) << tar.error->message;
  }
}

TEST(TarReader, GivesTheSameErrorAgain) {
  const std::string bytes = file_member("a", sample_text(900));
  MemorySource source(as_byte_span(bytes).first(1000));
  TarReader reader(source, Limits{});
  ASSERT_TRUE(reader.next().has_value());
  const auto content = read_content(reader);
  ASSERT_FALSE(content.has_value());
  const auto next = reader.next();
  ASSERT_FALSE(next.has_value());
  EXPECT_EQ(next.error().message, content.error().message);
}

}  // namespace
}  // namespace lazaret::archive
