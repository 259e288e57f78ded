// SPDX-License-Identifier: Apache-2.0
// Images made by tests/support/make_image.py in a directory of the test's own, and what an opened one looks
// like. Called by the tests of core/source. LAZARET_MAKE_IMAGE names the script (set by meson).
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "core/source/source.h"
#include "tests/support/in_process_runner.h"

namespace lazaret::source::testing {

class SourceTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = ::testing::TempDir() + "lazaret-source-XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    root_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(root_); }

  // Makes an image of that kind; its path.
  std::string make(const std::string& kind) {
    const char* script = std::getenv("LAZARET_MAKE_IMAGE");
    const std::string path = root_ + "/" + kind;
    const std::string command = std::string("python3 ") +
                                (script != nullptr ? script : "tests/support/make_image.py") + " " + kind +
                                " " + path;
    EXPECT_EQ(std::system(command.c_str()), 0) << command;
    return path;
  }
  Result<std::unique_ptr<Image>> open(const std::string& reference) {
    return open_image(reference, options_, runner_);
  }
  // The message of the error that opening gives, or "opened".
  std::string problem(const std::string& reference) {
    const auto image = open(reference);
    return image ? "opened" : image.error().message;
  }
  void write(const std::string& path, const std::string& content) {
    std::filesystem::create_directories(std::filesystem::path(root_ + "/" + path).parent_path());
    std::ofstream(root_ + "/" + path, std::ios::binary) << content;
  }

  std::string root_;
  OpenOptions options_;
  lazaret::testing::InProcessRunner runner_;
};

// Everything a stream gives, or "error: <message>".
inline std::string drain(Image& image, std::size_t index, const AskSet& asks = {}) {
  auto stream = image.open_layer(index, asks);
  if (!stream) return "error: " + stream.error().message;
  std::string all;
  std::vector<std::byte> buffer(10'000);
  for (;;) {
    const auto got = (*stream)->read(buffer);
    if (!got) return "error: " + got.error().message;
    if (*got == 0) return all;
    all += as_text(std::span(buffer).first(*got));
  }
}

inline bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace lazaret::source::testing
