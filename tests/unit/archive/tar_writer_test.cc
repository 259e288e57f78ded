// SPDX-License-Identifier: Apache-2.0
#include "core/archive/tar_writer.h"

#include <gtest/gtest.h>

#include "tests/unit/archive/archive_helpers.h"

namespace lazaret::archive {
namespace {

// What the reader makes of what the writer wrote.
TarEntry round_trip(const TarEntry& entry, const PaxRecords& extra = {}) {
  const std::string bytes = tar_header(entry, extra);
  MemorySource written(as_byte_span(bytes));
  TarReader reader(written, Limits{});
  auto read = reader.next();
  EXPECT_TRUE(read.has_value()) << read.error().message;
  return read.has_value() && *read ? **read : TarEntry{.path = "unreadable"};
}

TEST(TarWriter, PlainEntryIsOneUstarBlock) {
  const TarEntry entry{.path = "etc/passwd", .size = 0, .mode = 0644, .uid = 5, .gid = 6, .mtime = 7};
  EXPECT_EQ(tar_header(entry).size(), kTarBlockBytes);
  const TarEntry read = round_trip(entry);
  EXPECT_EQ(read.path, "etc/passwd");
  EXPECT_EQ(read.mode, 0644u);
  EXPECT_EQ(read.uid, 5u);
  EXPECT_EQ(read.gid, 6u);
  EXPECT_EQ(read.mtime, 7);
}

TEST(TarWriter, EveryTypeComesBack) {
  for (const EntryType type :
       {EntryType::File, EntryType::HardLink, EntryType::Symlink, EntryType::CharDevice,
        EntryType::BlockDevice, EntryType::Directory, EntryType::Fifo}) {
    TarEntry entry{.type = type, .path = "p", .link_target = "t", .device_major = 8, .device_minor = 17};
    const TarEntry read = round_trip(entry);
    EXPECT_EQ(read.type, type);
    EXPECT_EQ(read.link_target, "t");
    const bool device = type == EntryType::CharDevice || type == EntryType::BlockDevice;
    EXPECT_EQ(read.device_minor, device ? 17u : 0u);
  }
}

TEST(TarWriter, WhatUstarCannotHoldComesBackThroughPax) {
  TarEntry entry{.path = "d/" + std::string(3000, 'x') + "\xff\n=", .link_target = std::string(101, 'y')};
  entry.size = 8ull << 30;
  entry.uid = 3'000'000'000;
  entry.gid = 4'000'000'000;
  entry.mtime = -5;
  entry.xattrs = {{"security.capability", std::string("\1\0\0\2", 4)}, {"user.a", "b=c\n"}};
  const TarEntry read = round_trip(entry);
  EXPECT_EQ(read.path, entry.path);
  EXPECT_EQ(read.link_target, entry.link_target);
  EXPECT_EQ(read.size, entry.size);
  EXPECT_EQ(read.uid, entry.uid);
  EXPECT_EQ(read.gid, entry.gid);
  EXPECT_EQ(read.mtime, -5);
  EXPECT_EQ(read.xattrs, entry.xattrs);
}

TEST(TarWriter, FieldEdgesComeBack) {
  for (std::size_t length = 95; length <= 105; ++length)
    EXPECT_EQ(round_trip({.path = std::string(length, 'p')}).path.size(), length);
  for (const std::uint64_t size : {077777777777ull - 1, 077777777777ull, 077777777777ull + 1})
    EXPECT_EQ(round_trip({.path = "p", .size = size}).size, size);
  for (const std::uint64_t id : {07777777ull - 1, 07777777ull, 07777777ull + 1})
    EXPECT_EQ(round_trip({.path = "p", .uid = id}).uid, id);
  for (std::size_t length = 80; length <= 110; ++length)  // the record's length counts its own digits
    EXPECT_EQ(round_trip({.path = "p"}, {{"path", std::string(length, 'q')}}).path.size(), length);
}

}  // namespace
}  // namespace lazaret::archive
