// SPDX-License-Identifier: Apache-2.0
#include "core/source/directory.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/image/layer_file.h"
#include "core/image/unpacker.h"
#include "core/source/tree_walk.h"
#include "tests/unit/source/fixtures.h"

namespace lazaret::source::testing {
namespace {

const AskSet kAskJson{{{{"**/*.json"}, ContentClass::Any, 1000, {}}}};

// A directory, streamed and unpacked: what the scan sees of it.
class Directory : public SourceTest {
 protected:
  void scan(const AskSet& asks) {
    auto opened = open("dir:" + root_);
    ASSERT_TRUE(opened) << opened.error().message;
    image_ = opened.take();
    unpack(drain(*image_, 0, asks), asks);
  }
  void unpack(const std::string& tar, const AskSet& asks, bool trusted = true) {
    archive::MemorySource source(as_byte_span(tar));
    output_ = make_memory_file("layer").take();
    auto summary = image::unpack_layer(source, output_, {asks, {}, false, trusted});
    ASSERT_TRUE(summary) << summary.error().message;
    gaps_ = summary->gaps;
    layer_ = image::LayerFile::open(output_, {}).take();
  }
  const image::EntryRecord* find(std::string_view path) const {
    for (const auto& entry : layer_.entries())
      if (layer_.path(entry) == path) return &entry;
    return nullptr;
  }
  std::string content(std::string_view path) const {
    std::string all;
    const auto* entry = find(path);
    if (entry == nullptr) return "absent";
    for (const auto& extent : layer_.extents(*entry))
      all += as_text(layer_.pack().subspan(extent.pack_offset, extent.length));
    return all;
  }
  std::vector<std::string> paths() const {
    std::vector<std::string> all;
    for (const auto& entry : layer_.entries()) all.emplace_back(layer_.path(entry));
    return all;
  }

  std::unique_ptr<Image> image_;
  Fd output_;
  image::LayerFile layer_;
  std::vector<Gap> gaps_;
};

TEST_F(Directory, SendsWantedContentAndOnlyTheSizeOfTheRest) {
  write("app/package.json", "{}");
  write("app/data.bin", std::string(5000, 'x'));
  scan(kAskJson);
  EXPECT_EQ(content("app/package.json"), "{}");
  EXPECT_EQ(content("app/data.bin"), "");
  ASSERT_NE(find("app/data.bin"), nullptr);
  EXPECT_EQ(find("app/data.bin")->size, 5000u);
  EXPECT_TRUE(gaps_.empty());
  EXPECT_TRUE(image_->gaps().empty());
  EXPECT_LT(drain(*image_, 0, kAskJson).size(), 8000u);
}

TEST_F(Directory, SaysWhatIsElfWithoutSendingIt) {
  write("bin/program",
        "\x7f"
        "ELF" +
            std::string(100, '\0'));
  write("bin/script", "#!/bin/sh\n");
  scan({{{{"**"}, ContentClass::Elf, 50, {}}}});
  EXPECT_EQ(find("bin/program")->flags, image::kLooksElf | image::kOverLimit);
  EXPECT_EQ(find("bin/program")->size, 104u);
  EXPECT_EQ(find("bin/script")->flags, image::kLooksScript);
  ASSERT_EQ(gaps_.size(), 1u);
  EXPECT_EQ(gaps_[0].kind, "file_over_limit");
}

TEST_F(Directory, WalksInSortedOrderParentsFirst) {
  for (const auto* path : {"b/2", "b/10", "a", "b.c/x"}) write(path, "1");
  scan({});
  EXPECT_EQ(paths(), (std::vector<std::string>{"a", "b", "b/10", "b/2", "b.c", "b.c/x"}));
}

TEST_F(Directory, KeepsMetadata) {
  write("file", "x");
  ASSERT_EQ(::chmod((root_ + "/file").c_str(), 04751), 0);
  const struct timespec times[2] = {{1, 0}, {1'600'000'000, 5}};
  ASSERT_EQ(::utimensat(AT_FDCWD, (root_ + "/file").c_str(), times, 0), 0);
  ASSERT_EQ(::mkfifo((root_ + "/fifo").c_str(), 0600), 0);
  scan({});
  EXPECT_EQ(find("file")->mode, 04751u);
  EXPECT_EQ(find("file")->mtime, 1'600'000'000);
  EXPECT_EQ(find("file")->uid, ::getuid());
  EXPECT_EQ(find("fifo")->type, image::EntryType::Fifo);
}

TEST_F(Directory, NamesLinksAndFollowsNone) {
  write("outside.json", "secret");
  const std::string outside = root_ + "/outside.json";
  const std::string inner = root_ + "/inner";
  std::filesystem::create_directory(inner);
  std::filesystem::create_symlink(outside, inner + "/link.json");
  std::filesystem::create_directory_symlink(root_, inner + "/up");
  root_ = inner;
  scan(kAskJson);
  root_ = std::filesystem::path(inner).parent_path();
  EXPECT_EQ(paths(), (std::vector<std::string>{"link.json", "up"}));
  EXPECT_EQ(find("up")->type, image::EntryType::Symlink);
  EXPECT_EQ(layer_.target(*find("link.json")), outside);
}

TEST_F(Directory, NamesTheSecondNameOfAFileALink) {
  write("a.json", "{}");
  std::filesystem::create_hard_link(root_ + "/a.json", root_ + "/b.json");
  scan(kAskJson);
  EXPECT_EQ(find("b.json")->type, image::EntryType::HardLink);
  EXPECT_EQ(layer_.target(*find("b.json")), "a.json");
}

TEST_F(Directory, KeepsOddNames) {
  const std::string odd = "bad\xff\xfename\n" + std::string(150, 'n') + ".json";
  write("dir/" + odd, "{}");
  scan(kAskJson);
  EXPECT_EQ(content("dir/" + odd), "{}");
}

TEST_F(Directory, RefusesNamesThatMeanDeletion) {
  write(".wh.package.json", "{}");
  write("package.json", "{}");
  scan(kAskJson);
  EXPECT_EQ(content("package.json"), "{}");
  ASSERT_EQ(image_->gaps().size(), 1u);
  EXPECT_EQ(image_->gaps()[0].subject, ".wh.package.json");
}

TEST_F(Directory, UnreadablePathsAreGapsOfABoundedNumber) {
  if (::geteuid() == 0) GTEST_SKIP() << "root can read everything";
  for (int i = 0; i < 150; ++i) {
    const std::string name = "f" + std::to_string(i) + ".json";
    write(name, "{}");
    ASSERT_EQ(::chmod((root_ + "/" + name).c_str(), 0), 0);
  }
  scan(kAskJson);
  EXPECT_EQ(image_->gaps().size(), 101u);
  EXPECT_EQ(image_->gaps().back().reason, "and 50 more of this kind");
}

TEST_F(Directory, PadsAFileThatShrinksWhileItIsRead) {
  write("a.json", std::string(900, '1'));
  auto opened = open("dir:" + root_);
  ASSERT_TRUE(opened);
  auto stream = (*opened)->open_layer(0, kAskJson);
  ASSERT_TRUE(stream);
  std::string tar(512, '\0');
  const auto header = std::as_writable_bytes(std::span(tar.data(), tar.size()));
  ASSERT_EQ((*stream)->read(header).value_or(0), 512u);
  std::filesystem::resize_file(root_ + "/a.json", 100);
  std::vector<std::byte> buffer(300);
  for (auto got = (*stream)->read(buffer); got && *got > 0; got = (*stream)->read(buffer))
    tar += as_text(std::span(buffer).first(*got));
  unpack(tar, kAskJson);
  EXPECT_EQ(content("a.json"), std::string(100, '1') + std::string(800, '\0'));
  ASSERT_EQ((*opened)->gaps().size(), 1u);
  EXPECT_EQ((*opened)->gaps()[0].kind, "changed_while_read");
}

TEST_F(Directory, CutsAFileThatGrowsWhileItIsRead) {
  write("a.json", "12345");
  auto opened = open("dir:" + root_);
  ASSERT_TRUE(opened);
  auto stream = (*opened)->open_layer(0, kAskJson);
  ASSERT_TRUE(stream);
  std::vector<std::byte> buffer(512);
  std::string tar(as_text(std::span(buffer).first((*stream)->read(buffer).value_or(0))));
  write("a.json", "1234567890");
  for (auto got = (*stream)->read(buffer); got && *got > 0; got = (*stream)->read(buffer))
    tar += as_text(std::span(buffer).first(*got));
  unpack(tar, kAskJson);
  EXPECT_EQ(content("a.json"), "12345");
  ASSERT_EQ((*opened)->gaps().size(), 1u);
  EXPECT_TRUE(contains((*opened)->gaps()[0].reason, "grew"));
}

TEST_F(Directory, GapsAreOfTheLastStreamAlone) {
  write(".wh.x", "");
  scan({});
  drain(*image_, 0);
  EXPECT_EQ(image_->gaps().size(), 1u);
}

TEST_F(Directory, OmissionsAreBelievedOfOurOwnStreamAlone) {
  write("data.bin", std::string(5000, 'x'));
  scan({});
  const std::string tar = drain(*image_, 0);
  unpack(tar, {}, false);
  EXPECT_EQ(find("data.bin")->size, 0u);
  unpack(tar, {}, true);
  EXPECT_EQ(find("data.bin")->size, 5000u);
}

TEST_F(Directory, StaysOutOfProc) {
  if (!std::filesystem::exists("/proc/self/root")) GTEST_SKIP() << "no /proc here";
  Limits limits;
  const DirFd root = DirFd::open("/").take();
  GapLog gaps;
  TreeWalk walk(root, limits, gaps);
  bool below = false, itself = false;
  for (auto entry = walk.next(); entry && *entry; entry = walk.next()) {
    if ((*entry)->path.starts_with("usr/")) continue;
    itself |= (*entry)->path == "proc";
    below |= (*entry)->path.starts_with("proc/");
    if ((*entry)->path.starts_with("srv")) break;
  }
  EXPECT_TRUE(itself);
  EXPECT_FALSE(below);
}

}  // namespace
}  // namespace lazaret::source::testing
