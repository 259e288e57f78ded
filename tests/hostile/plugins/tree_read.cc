// SPDX-License-Identifier: Apache-2.0
// A detector around a library that insists on paths: it finds what it asked for with std::filesystem, and
// says what else it found.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "tree_hostile.h"

namespace {

namespace fs = std::filesystem;

std::string content_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path.filename().string());
  return {std::istreambuf_iterator<char>(file), {}};
}

// A record takes text; names and contents of an image are bytes.
std::string printable(const std::string& bytes) {
  std::string text;
  char code[8];
  for (const char byte : bytes) {
    std::snprintf(code, sizeof code, "\\x%02x", static_cast<unsigned>(static_cast<unsigned char>(byte)));
    text += byte >= ' ' && byte <= '~' ? std::string(1, byte) : std::string(code);
  }
  return text;
}

std::string describe(const fs::path& path) {
  const auto status = fs::symlink_status(path);
  if (fs::is_symlink(status)) return "->" + fs::read_symlink(path).string();
  if (fs::is_directory(status)) return "/";
  return fs::is_regular_file(status) ? "=" + std::to_string(content_of(path).size()) : "?";
}

// "etc/ etc/os-release->../usr/lib/os-release ...", sorted.
std::string list_of(const fs::path& image) {
  std::vector<std::string> lines;
  for (const auto& entry : fs::recursive_directory_iterator(image))
    lines.push_back(entry.path().lexically_relative(image).string() + describe(entry.path()));
  std::sort(lines.begin(), lines.end());
  std::string text;
  for (const auto& line : lines) text += (text.empty() ? "" : " ") + line;
  return text;
}

}  // namespace

TREE_HOSTILE("tree_read", {
  context.gap("listing", "tree", printable(list_of(image)));
  context.gap("listing", "hello", printable(content_of(image + "/opt/app/hello.txt")));
  context.gap("listing", "through a link", printable(content_of(image + "/etc/os-release")));
})
