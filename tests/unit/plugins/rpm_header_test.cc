// SPDX-License-Identifier: Apache-2.0
#include "plugins/rpm/header.h"

#include <gtest/gtest.h>

#include "core/base/fd.h"

namespace lazaret::rpm {
namespace {

// Builds header blobs, right and wrong.
class HeaderMaker {
 public:
  HeaderMaker& add(std::uint32_t tag, std::uint32_t type, std::uint32_t count, std::string_view value) {
    for (const auto number : {tag, type, static_cast<std::uint32_t>(store_.size()), count})
      append(index_, number);
    store_ += value;
    ++entries_;
    return *this;
  }
  HeaderMaker& text(std::uint32_t tag, std::string_view value) {
    return add(tag, 6, 1, std::string(value) + '\0');
  }
  std::string make() const {
    std::string blob;
    append(blob, entries_);
    append(blob, static_cast<std::uint32_t>(store_.size()));
    return blob + index_ + store_;
  }
  static void append(std::string& out, std::uint32_t number) {
    for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(number >> shift);
  }

 private:
  std::uint32_t entries_ = 0;
  std::string index_;
  std::string store_;
};

std::string big(std::initializer_list<std::uint32_t> numbers) {
  std::string bytes;
  for (const auto number : numbers) HeaderMaker::append(bytes, number);
  return bytes;
}

HeaderMaker bash() { return HeaderMaker().text(1000, "bash").text(1001, "5.1").text(1002, "6.el9"); }

TEST(RpmHeader, JoinsEpochVersionAndRelease) {
  const std::string plain = bash().make();
  const std::string with_epoch = bash().add(1003, 4, 1, big({2})).make();
  EXPECT_EQ(Header::parse(as_byte_span(plain))->package()->version, "5.1-6.el9");
  EXPECT_EQ(Header::parse(as_byte_span(with_epoch))->package()->version, "2:5.1-6.el9");
}

TEST(RpmHeader, WantsNameAndVersion) {
  const std::string blob = HeaderMaker().text(1000, "bash").make();
  EXPECT_FALSE(Header::parse(as_byte_span(blob))->package().has_value());
}

TEST(RpmHeader, RefusesTablesOutsideOfTheBlob) {
  EXPECT_FALSE(Header::parse(as_byte_span("")).has_value());
  EXPECT_FALSE(Header::parse(as_byte_span(big({65'536, 0}))).has_value());
  EXPECT_FALSE(Header::parse(as_byte_span(big({1, 0}))).has_value());
  EXPECT_FALSE(Header::parse(as_byte_span(big({0, 1}))).has_value());
  EXPECT_TRUE(Header::parse(as_byte_span(big({0, 0}))).has_value());
}

TEST(RpmHeader, JoinsDirectoriesAndNamesOfFilesOnDisk) {
  using namespace std::string_literals;
  const std::string blob = bash()
                               .add(1116, 4, 4, big({0, 1, 0, 0}))
                               .add(1117, 8, 4, "bash\0profile\0gone\0dir\0"s)
                               .add(1118, 8, 2, "/usr/bin/\0/etc/\0"s)
                               .add(1029, 1, 4, "\0\0\2\0"s)
                               .add(1030, 3, 4, "\x81\xed\x81\xa4\x81\xa4\x41\xed"s)
                               .make();
  std::string files;
  EXPECT_TRUE(Header::parse(as_byte_span(blob))->for_each_file([&](std::string_view path) {
    files.append(path).append("|");
  }));
  EXPECT_EQ(files, "/usr/bin/bash|/etc/profile|");
}

TEST(RpmHeader, RefusesInconsistentFileLists) {
  using namespace std::string_literals;
  const auto list = [](const std::string& blob) {
    return Header::parse(as_byte_span(blob))->for_each_file([](std::string_view) {}).has_value();
  };
  EXPECT_FALSE(list(bash().add(1116, 4, 1, big({7})).add(1117, 8, 1, "a\0"s).add(1118, 8, 1, "/\0"s).make()));
  EXPECT_FALSE(list(bash().add(1116, 4, 0, "").add(1117, 8, 1, "a\0"s).make()));
  EXPECT_FALSE(list(bash().add(1117, 8, 0xffffffff, "a\0"s).make()));
  EXPECT_FALSE(list(bash().add(1117, 8, 3, "a\0"s).make()));
  EXPECT_TRUE(list(bash().make()));
}

TEST(RpmSourceName, ComesFromTheFileName) {
  const auto source = parse_source_rpm("gcc-toolset-12-5.1-6.el9.src.rpm", "2:1-1");
  ASSERT_TRUE(source.has_value());
  EXPECT_EQ(source->name, "gcc-toolset-12");
  EXPECT_EQ(source->version, "2:5.1-6.el9");
  EXPECT_EQ(parse_source_rpm("a-1-2.nosrc.rpm", "1")->version, "1-2");
  EXPECT_FALSE(parse_source_rpm("(none)", "1").has_value());
  EXPECT_FALSE(parse_source_rpm("-1-2.src.rpm", "1").has_value());
  EXPECT_FALSE(parse_source_rpm("a-1.src.rpm", "1").has_value());
}

}  // namespace
}  // namespace lazaret::rpm
