// SPDX-License-Identifier: Apache-2.0
// Archives by GNU tar and Python, read by us and by Python: the listings and content hashes must be equal.
// Skips where python3 or tar is absent. tests/support/make_archives.py makes the archives and the
// expectations.
#include <gtest/gtest.h>

#include <fcntl.h>

#include <cstdlib>
#include <filesystem>

#include "core/archive/zip_reader.h"
#include "core/base/digest.h"
#include "tests/unit/archive/archive_helpers.h"

namespace lazaret::archive {
namespace {

namespace fs = std::filesystem;

std::string hex(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (const char c : text) {
    out.push_back(kDigits[static_cast<std::uint8_t>(c) >> 4]);
    out.push_back(kDigits[static_cast<std::uint8_t>(c) & 15]);
  }
  return out.empty() ? "-" : out;
}

std::string octal(std::uint32_t value) {
  char text[16];
  std::snprintf(text, sizeof text, "%o", value);
  return text;
}

std::string line_of(const ReadEntry& read) {
  constexpr std::string_view kNames[] = {"file", "hardlink", "symlink", "char", "block", "directory", "fifo"};
  const TarEntry& entry = read.entry;
  std::string path = entry.path;
  while (path.ends_with('/')) path.pop_back();
  return std::string(kNames[static_cast<std::size_t>(entry.type)]) + " " + hex(path) + " " +
         hex(entry.link_target) + " " + std::to_string(read.content.size()) + " " + octal(entry.mode) + " " +
         std::to_string(entry.uid) + " " + std::to_string(entry.gid) + " " + std::to_string(entry.mtime) +
         " " + std::string(sha256_of(read.content).hex()) + "\n";
}

class Oracle : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    std::string name = (fs::temp_directory_path() / "lazaret-archives-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) return;
    directory_ = new fs::path(name);
    const std::string command =
        "python3 " LAZARET_SOURCE_ROOT "/tests/support/make_archives.py '" + name + "' >/dev/null";
    made_ = std::system(command.c_str()) == 0;
  }
  static void TearDownTestSuite() {
    if (directory_ == nullptr) return;
    std::error_code ignored;
    fs::remove_all(*directory_, ignored);
    delete directory_;
  }
  void SetUp() override {
    if (std::system("command -v python3 >/dev/null && command -v tar >/dev/null") != 0)
      GTEST_SKIP() << "python3 or tar is not here";
    ASSERT_TRUE(made_) << "make_archives.py failed";
  }
  static std::vector<fs::path> archives(std::string_view containing) {
    std::vector<fs::path> found;
    for (const auto& file : fs::directory_iterator(*directory_)) {
      const std::string name = file.path().filename().string();
      if (name.find(containing) != std::string::npos && !name.ends_with(".expected"))
        found.push_back(file.path());
    }
    return found;
  }
  static std::string content_of(const fs::path& path) { return read_file(path.string(), 1u << 30).take(); }

  static inline fs::path* directory_ = nullptr;
  static inline bool made_ = false;
};

TEST_F(Oracle, TarListingsAndContentsEqualPythons) {
  const auto found = archives(".tar");
  ASSERT_GE(found.size(), 18u);
  for (const fs::path& path : found) {
    const auto file = open_file(path.string(), O_RDONLY);
    ASSERT_TRUE(file.has_value());
    FdSource source(*file);
    const auto decoder = open_decoder(source, Limits{});
    ASSERT_TRUE(decoder.has_value()) << path << decoder.error().message;
    const ReadTar tar = read_tar(**decoder);
    EXPECT_FALSE(tar.error) << path << ": " << tar.error->message;
    EXPECT_TRUE(tar.end_mark_seen) << path;
    std::string listing;
    for (const ReadEntry& entry : tar.entries) listing += line_of(entry);
    EXPECT_EQ(listing, content_of(path.string() + ".expected")) << path;
  }
}

TEST_F(Oracle, SparseFilesOfEveryKindAreMarkedSparse) {
  for (const fs::path& path : archives("sparse-")) {
    const ReadTar tar = read_tar(content_of(path));
    std::size_t sparse = 0;
    for (const ReadEntry& read : tar.entries) {
      sparse += read.entry.sparse ? 1 : 0;
      EXPECT_EQ(read.entry.size, read.content.size()) << path;
      EXPECT_EQ(read.entry.sparse, read.entry.stored_size != read.entry.size)
          << path << " " << read.entry.path;
    }
    EXPECT_EQ(sparse, 4u) << path;
  }
}

TEST_F(Oracle, ZipListingsAndContentsEqualPythons) {
  const auto found = archives(".zip");
  ASSERT_GE(found.size(), 5u);
  for (const fs::path& path : found) {
    const std::string bytes = content_of(path);
    const auto zip = ZipReader::open(as_byte_span(bytes), Limits{});
    ASSERT_TRUE(zip.has_value()) << path << zip.error().message;
    std::string listing;
    for (const ZipEntry& entry : zip->entries()) {
      const auto content = zip->read_entry(entry, 1u << 30);
      ASSERT_TRUE(content.has_value()) << path << content.error().message;
      listing += hex(entry.name) + " " + std::to_string(content->size()) + " " +
                 std::string(sha256_of(*content).hex()) + "\n";
    }
    EXPECT_EQ(listing, content_of(path.string() + ".expected")) << path;
  }
}

}  // namespace
}  // namespace lazaret::archive
