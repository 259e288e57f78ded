// SPDX-License-Identifier: Apache-2.0
// Compares a text with the one kept under tests/golden. With LAZARET_ACCEPT=1 the kept text is written anew,
// and the test is reported as skipped: it proved nothing. Called by unit tests; LAZARET_SOURCE_ROOT comes
// from their meson.build.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

namespace lazaret::support {

// `name` is a path below tests/golden: "report/healthy.txt".
inline void expect_golden(const std::string& name, std::string_view actual) {
  const std::string path = std::string(LAZARET_SOURCE_ROOT) + "/tests/golden/" + name;
  const char* accept = std::getenv("LAZARET_ACCEPT");
  if (accept != nullptr && std::string_view(accept) == "1") {
    std::ofstream(path, std::ios::binary) << actual;
    GTEST_SKIP() << "recorded " << path << "; look at the difference before it is kept";
  }
  std::ifstream file(path, std::ios::binary);
  ASSERT_TRUE(file) << path << " is missing; LAZARET_ACCEPT=1 records it";
  std::ostringstream expected;
  expected << file.rdbuf();
  EXPECT_EQ(expected.str(), actual) << path << " differs; LAZARET_ACCEPT=1 records the new text";
}

}  // namespace lazaret::support
