// SPDX-License-Identifier: Apache-2.0
// Which entries become a real directory, and that it is all of them or none.
#include "core/image/asked_tree.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "core/archive/tar_writer.h"
#include "core/image/unpacker.h"

namespace lazaret::image {
namespace {

constexpr auto kLink = archive::EntryType::Symlink;

struct Member {
  std::string path;
  archive::EntryType type = archive::EntryType::File;
  std::string text;  // content or target
};

View view_of(const std::vector<Member>& members, const AskSet& kept) {
  std::string tar;
  for (const auto& member : members) {
    archive::TarEntry entry;
    entry.path = member.path;
    entry.type = member.type;
    const bool file = entry.type == archive::EntryType::File;
    if (file) entry.size = member.text.size();
    if (!file) entry.link_target = member.text;
    tar += archive::tar_member(entry, file ? member.text : std::string());
  }
  tar += archive::tar_end();
  const auto output = make_memory_file("layer").take();
  archive::MemorySource source(as_byte_span(tar));
  UnpackRequest request;
  request.asks = kept;
  EXPECT_TRUE(unpack_layer(source, output, request).has_value());
  const auto layer = LayerFile::open(output, Limits{}).take();
  const LayerFile* const layers[] = {&layer};
  const std::string digests[] = {"sha256:" + std::string(64, '0')};
  return View::open(View::merge(layers, digests, Limits{}).take().file).take();
}

AskSet asking(std::vector<std::string> globs) {
  AskSet asks;
  asks.asks.push_back({std::move(globs), ContentClass::Any, 8192, {}});
  return asks;
}

std::string paths_of(const std::vector<Member>& members, std::vector<std::string> globs) {
  const auto view = view_of(members, asking({"**"}));
  const auto tree = asked_tree(view, asking(std::move(globs)), Limits{});
  if (!tree.has_value()) return tree.error().message;
  std::string text;
  for (const auto index : tree->nodes) text.append(text.empty() ? "" : " ").append(view.node(index).path);
  return text;
}

TEST(AskedTree, HoldsFilesAndTheDirectoriesAboveThem) {
  EXPECT_EQ(paths_of({{"a/b/c"}, {"a/d"}, {"a-b"}, {"e"}}, {"a/**"}), "a a/b a/b/c a/d");
}

TEST(AskedTree, HoldsNothingThatIsNoFileDirectoryOrLink) {
  EXPECT_EQ(paths_of({{"a/fifo", archive::EntryType::Fifo},
                      {"a/null", archive::EntryType::CharDevice},
                      {"a/disk", archive::EntryType::BlockDevice},
                      {"a/file"}},
                     {"a/**"}),
            "a a/file");
}

// A merged /usr, and a database that was moved: the way there, link by link.
TEST(AskedTree, HoldsTheLinksOnTheWay) {
  EXPECT_EQ(paths_of({{"etc/os-release", kLink, "../lib/os-release"},
                      {"lib", kLink, "usr/lib"},
                      {"usr/lib/os-release"},
                      {"usr/lib/other"}},
                     {"etc/os-release"}),
            "etc etc/os-release lib usr usr/lib usr/lib/os-release");
  EXPECT_EQ(paths_of({{"var/db", kLink, "/moved"}, {"moved/x/status"}}, {"var/db/x/status"}),
            "moved moved/x moved/x/status var var/db");
}

TEST(AskedTree, EndsWhereLinksLeadNowhereOrInACircle) {
  EXPECT_EQ(paths_of({{"a", kLink, "b"}, {"b", kLink, "a"}, {"c", kLink, "../../d/e"}}, {"?"}), "a b c");
  EXPECT_EQ(paths_of({{"a", kLink, "a/a"}}, {"a/x", "../.."}), "a");
}

TEST(AskedTree, LeavesOutFilesThatWereNotKept) {
  const auto view = view_of({{"a"}, {"b", archive::EntryType::File, std::string(9000, 'x')}}, asking({"**"}));
  EXPECT_EQ(asked_tree(view, asking({"*"}), Limits{})->nodes.size(), 1u);
}

// One below, at, one above: bytes in whole pages, as the file system in memory counts them.
TEST(AskedTree, IsWholeOrAnError) {
  const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  const auto asks = asking({"**"});
  const auto view = view_of({{"a/b", archive::EntryType::File, "x"}, {"c", kLink, "a"}, {"d"}}, asks);
  Limits limits;
  limits.tree_bytes = 2 * page;
  limits.tree_entries = 4;
  const auto exact = asked_tree(view, asks, limits);
  ASSERT_TRUE(exact.has_value()) << exact.error().message;
  EXPECT_EQ(exact->bytes, 2 * page);
  limits.tree_bytes = 2 * page + 1;
  limits.tree_entries = 5;
  EXPECT_TRUE(asked_tree(view, asks, limits).has_value());
  limits.tree_bytes = 2 * page - 1;
  EXPECT_NE(
      asked_tree(view, asks, limits)
          .error()
          .message.find("take " + std::to_string(2 * page) + " bytes as a tree, the limit tree_bytes is"),
      std::string::npos);
  limits = Limits{};
  limits.tree_entries = 3;
  EXPECT_NE(
      asked_tree(view, asks, limits).error().message.find("4 entries as a tree, the limit tree_entries is 3"),
      std::string::npos);
}

}  // namespace
}  // namespace lazaret::image
