// SPDX-License-Identifier: Apache-2.0
// The validator of what a worker says: sound transcripts come through, each fault is named, each limit holds
// at one below, at, and one above.
#include <gtest/gtest.h>

#include <cstring>

#include "sandbox/result_reader.h"

namespace lazaret::sandbox {
namespace {

using wire::Fields;
using wire::FrameHeader;
using wire::FrameType;
using wire::Tag;

std::string frame(FrameType type, std::uint32_t sequence, const Fields& fields) {
  const FrameHeader header{wire::kMagic, type, 0, static_cast<std::uint32_t>(fields.bytes().size()),
                           sequence};
  return std::string(reinterpret_cast<const char*>(&header), sizeof header) + fields.bytes();
}
Fields greeting(std::string_view id = "p", std::uint64_t version = wire::kVersion) {
  return Fields().number(Tag::Version, version).text(Tag::PluginId, id).text(Tag::PluginVersion, "1");
}
Fields package(std::string_view name = "bash") {
  return Fields().text(Tag::Type, "deb").text(Tag::Name, name).text(Tag::PackageVersion, "5.2");
}
Fields end(std::uint64_t records, std::uint64_t status = 0) {
  return Fields().number(Tag::Status, status).number(Tag::Records, records);
}
Fields gap(std::string_view kind) { return Fields().text(Tag::GapKind, kind); }

// Frames in a row, numbered.
class Script {
 public:
  Script& add(FrameType type, const Fields& fields) {
    text_ += frame(type, next_++, fields);
    return *this;
  }
  Script& hello() { return add(FrameType::Hello, greeting()); }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
  std::uint32_t next_ = 0;
};

Expectation everything() {
  Expectation expectation;
  expectation.plugin_id = "p";
  expectation.plugin_version = "1";
  expectation.packages = expectation.os = expectation.owns = true;
  return expectation;
}

ResultReader read(const std::string& text, Expectation expectation = everything()) {
  ResultReader reader(std::move(expectation));
  reader.feed(as_byte_span(text));
  return reader;
}

void expect_fault(const std::string& text, ReadFault fault, std::string_view word,
                  Expectation expectation = everything()) {
  const auto reader = read(text, std::move(expectation));
  EXPECT_EQ(reader.fault(), fault) << reader.problem();
  EXPECT_NE(reader.problem().find(word), std::string::npos) << reader.problem();
  EXPECT_FALSE(reader.complete());
}

TEST(Wire, CarriesEveryKindOfRecord) {
  const auto text = Script()
                        .hello()
                        .add(FrameType::Package, package().text(Tag::Path, "var/lib/dpkg/status"))
                        .add(FrameType::Os, Fields().text(Tag::OsId, "debian"))
                        .add(FrameType::Owns, Fields().text(Tag::Path, "bin/sh"))
                        .add(FrameType::Gap, gap("odd_file"))
                        .add(FrameType::Log, Fields().text(Tag::Text, "hello"))
                        .add(FrameType::End, end(4))
                        .text();
  const auto reader = read(text);
  ASSERT_TRUE(reader.complete()) << reader.problem();
  const auto& found = reader.transcript().detection;
  ASSERT_EQ(found.packages.size(), 1u);
  EXPECT_EQ(found.packages[0].name, "bash");
  EXPECT_EQ(found.packages[0].locations.at(0).path, "var/lib/dpkg/status");
  EXPECT_EQ(found.os->id, "debian");
  EXPECT_EQ(found.owned_paths, std::vector<std::string>{"bin/sh"});
  EXPECT_EQ(found.gaps.at(0).kind, "odd_file");
  EXPECT_EQ(reader.transcript().records, 4u);
}

TEST(Wire, ReadsTheSameByteByByte) {
  const auto text = Script().hello().add(FrameType::Package, package()).add(FrameType::End, end(1)).text();
  ResultReader reader(everything());
  for (const char& byte : text) {
    EXPECT_FALSE(reader.complete());
    ASSERT_TRUE(reader.feed(as_byte_span({&byte, 1}))) << reader.problem();
  }
  EXPECT_TRUE(reader.complete());
}

TEST(Wire, IsNotCompleteAtAnyCut) {
  const auto text = Script().hello().add(FrameType::Package, package()).add(FrameType::End, end(1)).text();
  for (std::size_t size = 0; size < text.size(); ++size)
    EXPECT_FALSE(read(text.substr(0, size)).complete()) << size;
}

TEST(Wire, WhatTheWriterWritesIsRead) {
  auto pipe = make_pipe().take();
  wire::FrameWriter writer(pipe.write.get());
  writer.put(FrameType::Hello, greeting());
  writer.put(FrameType::Package, package());
  writer.put(FrameType::End, end(1));
  writer.flush();
  pipe.write.close();
  const auto text = read_whole(pipe.read, 1u << 20, "the pipe").take();
  EXPECT_EQ(text.size(), writer.bytes_written());
  EXPECT_TRUE(read(std::string(text)).complete());
}

TEST(Wire, ADetectorIsLoadedOnce) {
  EXPECT_FALSE(read(Script().hello().text()).transcript().loaded);
  const auto loaded = Script().hello().add(FrameType::Loaded, Fields()).text();
  EXPECT_TRUE(read(std::string(loaded)).transcript().loaded);
  expect_fault(loaded + frame(FrameType::Loaded, 2, Fields()), ReadFault::Protocol, "unexpected type");
  expect_fault(Script().hello().add(FrameType::Loaded, Fields().number(Tag::Status, 1)).text(),
               ReadFault::Protocol, "unexpected type");
}

// A header alone must do: nothing is waited for, nothing allocated.
TEST(Wire, RefusesALengthOfFourGibibytes) {
  const FrameHeader header{wire::kMagic, FrameType::Hello, 0, 0xffffffff, 0};
  expect_fault({reinterpret_cast<const char*>(&header), sizeof header}, ReadFault::OutputLimit, "4294967295");
}

TEST(Wire, RefusesWhatIsNotAFrame) {
  expect_fault("garbage garbage garbage", ReadFault::Protocol, "not a frame");
  auto text = Script().hello().text();
  text[6] = 1;  // flags
  expect_fault(text, ReadFault::Protocol, "not a frame");
}

TEST(Wire, RefusesFramesOutOfSequence) {
  const auto hello = Script().hello().text();
  expect_fault(hello + frame(FrameType::Package, 2, package()), ReadFault::Protocol, "sequence");
  expect_fault(hello + frame(FrameType::Package, 0, package()), ReadFault::Protocol, "sequence");
}

TEST(Wire, RefusesWhatComesAfterTheEnd) {
  const auto whole = Script().hello().add(FrameType::End, end(0)).text();
  expect_fault(whole + frame(FrameType::End, 2, end(0)), ReadFault::Protocol, "after the end");
  expect_fault(whole + frame(FrameType::Package, 2, package()), ReadFault::Protocol, "after the end");
  expect_fault(whole + frame(FrameType::Loaded, 2, Fields()), ReadFault::Protocol, "after the end");
}

TEST(Wire, RefusesAnEndThatCountsWrongly) {
  for (const std::uint64_t count : {0u, 2u, 0xffffffffu})
    expect_fault(Script().hello().add(FrameType::Package, package()).add(FrameType::End, end(count)).text(),
                 ReadFault::Protocol, "counts");
  expect_fault(Script().hello().add(FrameType::End, Fields().number(Tag::Status, 0)).text(),
               ReadFault::Protocol, "counts");
}

TEST(Wire, RefusesAnUnknownStatus) {
  expect_fault(Script().hello().add(FrameType::End, end(0, 5)).text(), ReadFault::Protocol, "status");
  expect_fault(Script().hello().add(FrameType::End, Fields().number(Tag::Records, 0)).text(),
               ReadFault::Protocol, "status");
}

TEST(Wire, RefusesAMissingRepeatedOrForeignGreeting) {
  expect_fault(Script().add(FrameType::Package, package()).text(), ReadFault::Protocol, "greeting");
  expect_fault(Script().add(FrameType::End, end(0)).text(), ReadFault::Protocol, "greeting");
  expect_fault(Script().hello().hello().text(), ReadFault::Protocol, "greeting");
  expect_fault(Script().add(FrameType::Hello, greeting("q")).text(), ReadFault::Protocol, "greeting");
  expect_fault(Script().add(FrameType::Hello, greeting("p", 2)).text(), ReadFault::Protocol, "greeting");
}

TEST(Wire, RefusesRecordsThatTheManifestDoesNotName) {
  for (const auto& [emits, type] :
       {std::pair{"os", FrameType::Package}, {"owns", FrameType::Os}, {"package", FrameType::Owns}}) {
    auto expectation = expect_from({emits});
    expectation.plugin_id = "p";
    expectation.plugin_version = "1";
    expect_fault(Script().hello().add(type, Fields()).text(), ReadFault::Protocol, "manifest", expectation);
  }
}

TEST(Wire, RefusesUnknownFramesAndFields) {
  expect_fault(Script().hello().add(static_cast<FrameType>(99), Fields()).text(), ReadFault::Protocol,
               "unexpected type");
  expect_fault(Script().hello().add(FrameType::Summary, Fields()).text(), ReadFault::Protocol,
               "unexpected type");
  expect_fault(Script().hello().add(FrameType::Package, package().text(Tag::OsId, "x")).text(),
               ReadFault::Protocol, "unexpected field");
  expect_fault(Script().hello().add(FrameType::Package, package().text(Tag::Name, "x")).text(),
               ReadFault::Protocol, "twice");
}

TEST(Wire, RefusesTextThatCouldSteerATerminal) {
  const std::string_view bad[] = {"\x1b[2J", "a\nb",     "\x7f",         "\xc2\x9b",
                                  "\xff",    "\xc0\xaf", "\xed\xa0\x80", std::string_view("a\0b", 3)};
  for (const auto text : bad)
    expect_fault(Script().hello().add(FrameType::Package, package(text)).text(), ReadFault::Protocol,
                 "control");
}

TEST(Wire, RefusesPathsThatAreNone) {
  const auto owns = [](std::string_view path) {
    return Script().hello().add(FrameType::Owns, Fields().text_or_empty(Tag::Path, path)).text();
  };
  expect_fault(owns("/etc/passwd"), ReadFault::Protocol, "path");
  expect_fault(owns(""), ReadFault::Protocol, "path");
  expect_fault(owns(std::string_view("a\0b", 3)), ReadFault::Protocol, "path");
  expect_fault(owns(std::string(4097, 'x')), ReadFault::Protocol, "path");
  EXPECT_EQ(read(owns(std::string(4096, 'x'))).fault(), ReadFault::None);
}

TEST(Wire, RefusesGapsWhoseKindIsNoWord) {
  for (const auto* kind : {"Upper", "two words", "a-b"})
    expect_fault(Script().hello().add(FrameType::Gap, gap(kind)).text(), ReadFault::Protocol, "snake_case");
  expect_fault(Script().hello().add(FrameType::Gap, gap(std::string(65, 'a'))).text(), ReadFault::Protocol,
               "snake_case");
}

// A decoder that was taken over may say that it is done without having said with what.
TEST(Wire, WantsExactlyOneSummaryOfALayer) {
  Expectation layer;
  layer.kind = JobKind::Unpack;
  const Fields hello = Fields().number(Tag::Version, wire::kVersion);
  const Fields summary = Fields().number(Tag::Entries, 1);
  const auto one = Script().add(FrameType::Hello, hello).add(FrameType::Summary, summary);
  EXPECT_TRUE(read(Script(one).add(FrameType::End, end(0)).text(), layer).complete());
  expect_fault(Script().add(FrameType::Hello, hello).add(FrameType::End, end(0)).text(), ReadFault::Protocol,
               "summary", layer);
  expect_fault(Script(one).add(FrameType::Summary, summary).text(), ReadFault::Protocol, "summary", layer);
}

// Each limit: what is given fills it exactly, then is one too many.
void expect_edge(std::uint64_t Limits::*limit, std::uint64_t exact, const std::string& text) {
  for (const int more : {-1, 0, 1}) {
    auto expectation = everything();
    expectation.limits.*limit = exact - static_cast<std::uint64_t>(more);
    const auto reader = read(text, expectation);
    EXPECT_EQ(reader.fault(), more > 0 ? ReadFault::OutputLimit : ReadFault::None)
        << more << ": " << reader.problem();
  }
}

TEST(Wire, HoldsEachLimitAtItsEdge) {
  const auto longest = Script().hello().add(FrameType::Package, package(std::string(100, 'x'))).text();
  expect_edge(&Limits::string_bytes, 100, longest);
  expect_edge(&Limits::output_bytes, longest.size(), longest);
  const auto payload = package(std::string(100, 'x')).bytes().size();
  expect_edge(&Limits::frame_bytes, payload, longest);
  const auto three = Script()
                         .hello()
                         .add(FrameType::Package, package())
                         .add(FrameType::Gap, gap("a"))
                         .add(FrameType::Owns, Fields());
  expect_edge(&Limits::records, 3, three.text());
  const auto note = Fields().text(Tag::Text, "0123456789");
  const auto logs = Script().hello().add(FrameType::Log, note).add(FrameType::Log, note).text();
  expect_edge(&Limits::log_bytes, 2 * note.bytes().size(), logs);
}

TEST(Wire, TakesNothingMoreAfterAFault) {
  auto reader = read("garbage garbage garbage");
  const auto problem = reader.problem();
  EXPECT_FALSE(reader.feed(as_byte_span(Script().hello().add(FrameType::End, end(0)).text())));
  EXPECT_EQ(reader.problem(), problem);
  EXPECT_FALSE(reader.complete());
}

}  // namespace
}  // namespace lazaret::sandbox
