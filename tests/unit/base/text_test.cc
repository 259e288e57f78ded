// SPDX-License-Identifier: Apache-2.0
#include "core/base/text.h"

#include <gtest/gtest.h>

namespace lazaret {
namespace {

TEST(Text, EscapesControlsSoThatATerminalSeesNone) {
  EXPECT_EQ(escape_for_terminal("a\x1b[31mb\nc"), "a\\x1b[31mb\\x0ac");
  EXPECT_EQ(escape_for_terminal("\xc2\x9b"
                                "1m"),
            "\\xc2\\x9b1m");  // C1 CSI
  EXPECT_EQ(escape_for_terminal("\xe2\x80\xae"
                                "gpj"),
            "\\xe2\\x80\\xaegpj");  // right-to-left override
  EXPECT_EQ(escape_for_terminal("gr\xc3\xbc\xc3\x9f"), "gr\xc3\xbc\xc3\x9f");
}

TEST(Text, EscapesCommandsOfCiLogs) {
  EXPECT_EQ(escape_for_terminal("::set-output name=x::y"), "\\x3a:set-output name=x::y");
  EXPECT_EQ(escape_for_terminal("##[error]x"), "\\x23#[error]x");
}

TEST(Text, RefusesOverlongSurrogateAndCutUtf8) {
  EXPECT_FALSE(is_valid_utf8("\xc0\xaf"));
  EXPECT_FALSE(is_valid_utf8("\xe0\x80\xaf"));
  EXPECT_FALSE(is_valid_utf8("\xed\xa0\x80"));
  EXPECT_FALSE(is_valid_utf8("\xf4\x90\x80\x80"));
  EXPECT_FALSE(is_valid_utf8("\xe2\x82"));
  EXPECT_TRUE(is_valid_utf8("\xf4\x8f\xbf\xbf"));
}

TEST(Text, PrintsPathsWithoutLoss) { EXPECT_EQ(printable_path("a\\b\xff/c"), "a\\\\b\\xff/c"); }

TEST(Text, FindsTheNearestName) {
  const std::string_view names[] = {"scan", "db", "compare"};
  EXPECT_EQ(nearest_name("scn", names), "scan");
  EXPECT_EQ(nearest_name("quux", names), std::nullopt);
}

TEST(AppendJsonString, EscapesWhatCouldReorderOrControlATerminal) {
  std::string out;
  append_json_string(out, "a\xe2\x80\xae\xc2\x9b\x1b z\xc3\xa9");
  EXPECT_EQ(out, "\"a\\u202e\\u009b\\u001b z\xc3\xa9\"");
}

}  // namespace
}  // namespace lazaret
