// SPDX-License-Identifier: Apache-2.0
#include "core/image/view.h"

#include <gtest/gtest.h>

#include "core/archive/tar_writer.h"
#include "core/image/ask_matcher.h"
#include "core/image/unpacker.h"

namespace lazaret::image {
namespace {

using archive::tar_end;
using archive::tar_member;

struct Member {
  std::string path;
  archive::EntryType type = archive::EntryType::File;
  std::string text;  // content or target
};
std::string tar_of(const std::vector<Member>& members) {
  std::string tar;
  for (const auto& member : members) {
    archive::TarEntry entry;
    entry.path = member.path;
    entry.type = member.type;
    entry.mode = 0644;
    const bool file = entry.type == archive::EntryType::File;
    if (file)
      entry.size = member.text.size();
    else
      entry.link_target = member.text;
    tar += tar_member(entry, file ? member.text : std::string());
  }
  return tar + tar_end();
}

constexpr auto kLink = archive::EntryType::Symlink;
constexpr auto kHard = archive::EntryType::HardLink;
constexpr auto kDir = archive::EntryType::Directory;

Fd unpack(const std::string& tar, const UnpackRequest& request, UnpackSummary* summary = nullptr) {
  auto output = make_memory_file("layer").take();
  archive::MemorySource source(as_byte_span(tar));
  auto done = unpack_layer(source, output, request);
  EXPECT_TRUE(done.has_value()) << (done ? "" : done.error().message);
  if (done && summary != nullptr) *summary = done.take();
  return output;
}

UnpackRequest keep_all() {
  UnpackRequest request;
  request.asks.asks.push_back({{"**"}, ContentClass::Any, 1 << 20, {}});
  return request;
}

struct Image {
  std::vector<LayerFile> layers;
  std::vector<Gap> gaps;
  View view;

  std::string paths() const {
    std::string text;
    for (std::uint64_t i = 1; i < view.size(); ++i) text.append(i > 1 ? " " : "").append(view.node(i).path);
    return text;
  }
  std::string content(std::string_view path) const {
    const auto index = view.resolve(path, View::Follow::All);
    if (!index) return "(" + index.error().message + ")";
    const auto node = view.node(*index);
    std::string text(node.size, '\0');
    const auto got = read_content(node, layers[node.content_layer].pack(), 0,
                                  std::as_writable_bytes(std::span(text.data(), text.size())));
    return got ? text.substr(0, *got) : "(" + got.error().message + ")";
  }
};

Image merge(const std::vector<std::vector<Member>>& stack, const Limits& limits = {}) {
  Image image;
  std::vector<const LayerFile*> pointers;
  for (const auto& members : stack) {
    const Fd file = unpack(tar_of(members), keep_all());
    image.layers.push_back(LayerFile::open(file, Limits{}).take());
  }
  for (const auto& layer : image.layers) pointers.push_back(&layer);
  auto merged = View::merge(pointers, std::vector<std::string>(stack.size(), "d"), limits).take();
  image.gaps = std::move(merged.gaps);
  image.view = View::open(merged.file).take();
  return image;
}

TEST(View, SortsPathsByBytesAndMakesParents) {
  const auto image = merge({{{"a/c", {}, "1"}, {"a-b", {}, "2"}, {"a.b"}}});
  EXPECT_EQ(image.paths(), "a a-b a.b a/c");
  EXPECT_EQ(image.content("a/c"), "1");
}

TEST(View, WhiteoutHidesLowerLayersOnly) {
  const auto image = merge({{{"d/x"}, {"d/y/z"}}, {{"d/new", {}, "n"}, {".wh.d"}}});
  EXPECT_EQ(image.paths(), "d d/new");
}

TEST(View, OpaqueHidesLowerChildrenWhereverItStands) {
  const auto image = merge({{{"d/x"}, {"e"}}, {{"d/before"}, {"d/.wh..wh..opq"}, {"d/after"}}});
  EXPECT_EQ(image.paths(), "d d/after d/before e");
}

TEST(View, FileReplacesDirectoryWithEverythingBelow) {
  const auto image = merge({{{"d/x"}, {"d/y/z"}}, {{"d", {}, "file"}}});
  EXPECT_EQ(image.paths(), "d");
  EXPECT_EQ(image.content("d"), "file");
}

TEST(View, EntryBelowSymlinkGoesWhereTheLinkLeads) {
  const auto image = merge({{{"usr/lib", kDir, ""}, {"lib", kLink, "usr/lib"}}, {{"lib/x", {}, "1"}}});
  EXPECT_EQ(image.paths(), "lib usr usr/lib usr/lib/x");
  EXPECT_EQ(image.content("lib/x"), "1");
}

TEST(View, LinkOutOfTheRootStaysInside) {
  const auto image = merge({{{"l", kLink, "../../.."}, {"l/x", {}, "1"}}});
  EXPECT_EQ(image.paths(), "l x");
}

TEST(View, HardLinkKeepsContentOfTargetAtThatMoment) {
  const auto image = merge({{{"a", {}, "old"}}, {{"b", kHard, "a"}, {"a", {}, "new"}}});
  EXPECT_EQ(image.content("b"), "old");
  EXPECT_EQ(image.content("a"), "new");
}

TEST(View, ReportsHardLinksThatLeadNowhere) {
  const auto image =
      merge({{{"a", kHard, "missing"}, {"d", kDir, ""}, {"b", kHard, "d"}, {"c"}, {"c", kHard, "c"}}});
  EXPECT_EQ(image.paths(), "c d");
  EXPECT_EQ(image.gaps.size(), 3u);
}

TEST(View, CountsSymlinkHopsAtTheLimit) {
  std::vector<Member> links = {{"l0", {}, "x"}};
  for (int i = 1; i <= 41; ++i)
    links.push_back({"l" + std::to_string(i), kLink, "l" + std::to_string(i - 1)});
  const auto image = merge({links});
  EXPECT_TRUE(image.view.resolve("l39", View::Follow::All).has_value());
  EXPECT_TRUE(image.view.resolve("l40", View::Follow::All).has_value());
  const auto over = image.view.resolve("l41", View::Follow::All);
  ASSERT_FALSE(over.has_value());
  EXPECT_EQ(over.error().code, ErrorCode::LimitExceeded);
}

TEST(Unpacker, LeavesOutUnsafePathsAndSaysSo) {
  UnpackSummary summary;
  unpack(tar_of({{"../x"}, {"a/../b"}, {".wh."}, {"d/.wh..."}, {"/./ok"}, {"h", kHard, "../e"}}), keep_all(),
         &summary);
  EXPECT_EQ(summary.entries, 1u);
  ASSERT_EQ(summary.gaps.size(), 5u);
  for (const auto& gap : summary.gaps) EXPECT_EQ(gap.kind, "unsafe_path");
}

TEST(Unpacker, KeepsFilesUpToTheCapAsked) {
  UnpackRequest request;
  request.asks.asks.push_back({{"**/x"}, ContentClass::Text, 10, {}});
  for (const std::size_t size : {9u, 10u, 11u}) {
    UnpackSummary summary;
    const Fd file = unpack(tar_of({{"x", {}, std::string(size, 't')}}), request, &summary);
    const auto layer = LayerFile::open(file, request.limits).take();
    EXPECT_EQ(layer.pack().size(), size > 10 ? 0 : size);
    EXPECT_EQ(layer.entries()[0].flags, size > 10 ? kOverLimit : 0);
    EXPECT_EQ(summary.gaps.size(), size > 10 ? 1u : 0u);
  }
}

TEST(Unpacker, StopsAtThePackLimit) {
  for (const std::size_t size : {99u, 100u, 101u}) {
    auto request = keep_all();
    request.limits.pack_bytes = 100;
    const auto output = make_memory_file("layer").take();
    const auto tar = tar_of({{"x", {}, std::string(size, 't')}});
    archive::MemorySource source(as_byte_span(tar));
    EXPECT_EQ(unpack_layer(source, output, request).has_value(), size <= 100);
  }
}

TEST(LayerFile, RefusesEveryChangedByteOfTheIndex) {
  const Fd file = unpack(tar_of({{"a", {}, "content"}, {"b", kLink, "a"}}), keep_all());
  const std::string good = read_whole(file, 1 << 20, "layer").take();
  for (std::size_t at = 8; at < good.size(); ++at) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 1);
    const auto copy = make_memory_file("bad").take();
    ASSERT_TRUE(write_all(copy, as_byte_span(bad)).has_value());
    EXPECT_FALSE(LayerFile::open(copy, Limits{}).has_value()) << "byte " << at;
  }
}

TEST(AskMatcher, AgreesWithThePlainFormOnRandomGlobs) {
  std::uint32_t state = 1;
  const auto next = [&](std::uint32_t below) {
    return (state = state * 1664525u + 1013904223u) / 65536u % below;
  };
  const auto word = [&](std::string_view alphabet, std::uint32_t most) {
    std::string text;
    for (std::uint32_t n = 1 + next(most); n > 0; --n)
      text += alphabet[next(static_cast<std::uint32_t>(alphabet.size()))];
    return text;
  };
  for (int round = 0; round < 20'000; ++round) {
    std::string glob, path;
    for (std::uint32_t n = 1 + next(4); n > 0; --n)
      glob += (glob.empty() ? "" : "/") + (next(3) == 0 ? std::string("**") : word("ab.*?", 4));
    for (std::uint32_t n = 1 + next(4); n > 0; --n) path += (path.empty() ? "" : "/") + word("ab.", 3);
    AskSet asks;
    asks.asks.push_back({{glob}, ContentClass::Any, 1, {}});
    EXPECT_EQ(AskMatcher(asks).matching(path).size(), glob_matches(glob, path) ? 1u : 0u)
        << glob << "  " << path;
  }
}

TEST(AskMatcher, StarsStayWithinSegments) {
  EXPECT_TRUE(glob_matches("**", "a/b/c"));
  EXPECT_TRUE(glob_matches("**/x", "x"));
  EXPECT_TRUE(glob_matches("a/**/x", "a/b/c/x"));
  EXPECT_FALSE(glob_matches("a/*", "a/b/c"));
  EXPECT_FALSE(glob_matches("*.jar", "lib/x.jar"));
  EXPECT_TRUE(glob_matches("**/*.jar", "lib/x.jar"));
}

}  // namespace
}  // namespace lazaret::image
