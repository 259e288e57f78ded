// SPDX-License-Identifier: Apache-2.0
#include "core/registry/challenge.h"

#include <gtest/gtest.h>

namespace lazaret::registry {
namespace {

std::string shown(std::string_view header) {
  const auto challenges = parse_challenges(header);
  if (!challenges) return "error";
  std::string text;
  for (const auto& challenge : *challenges) {
    text += (text.empty() ? "" : " | ") + challenge.scheme;
    for (const auto& [name, value] : challenge.parameters) text += " " + name + "=<" + value + ">";
  }
  return text;
}

TEST(Challenge, IsReadAsRegistriesWriteIt) {
  EXPECT_EQ(
      shown(
          R"(Bearer realm="https://auth.example/token",service="r.example",scope="repository:a/b:pull,push")"),
      "bearer realm=<https://auth.example/token> service=<r.example> scope=<repository:a/b:pull,push>");
  EXPECT_EQ(shown(R"(Basic realm="x")"), "basic realm=<x>");
  EXPECT_EQ(shown(R"(BEARER Realm = "x" , SERVICE=y)"), "bearer realm=<x> service=<y>");
  EXPECT_EQ(shown(R"(Bearer realm="a\"b\\c")"), R"(bearer realm=<a"b\c>)");
}

TEST(Challenge, MayComeWithOthers) {
  EXPECT_EQ(shown(R"(Basic realm="x", Bearer realm="y", service="z")"),
            "basic realm=<x> | bearer realm=<y> service=<z>");
  EXPECT_EQ(shown(R"(Negotiate, Bearer realm="y")"), "negotiate | bearer realm=<y>");
  EXPECT_EQ(shown(R"(Negotiate YIIabc==, Bearer realm="y")"), "negotiate | bearer realm=<y>");
  EXPECT_EQ(shown(", ,Basic,,"), "basic");
  EXPECT_EQ(shown(""), "");
}

TEST(Challenge, IsRefusedWhereItIsMalformed) {
  for (const auto* bad : {R"(Bearer realm="x)", R"(Bearer realm="x\)", R"(Bearer realm="x",realm="y")", "=",
                          "\"x\"", "Bearer realm=\"\x01\"", "Bearer realm=\"x\" junk=\"y\"", "(Bearer)"})
    EXPECT_EQ(shown(bad), "error") << bad;
}

TEST(Challenge, HasItsLimits) {
  for (const auto& [count, works] :
       {std::pair(kChallenges - 1, true), {kChallenges, true}, {kChallenges + 1, false}}) {
    std::string many, parameters = "Bearer ";
    for (std::size_t i = 0; i < count; ++i) {
      many += "Basic,";
      parameters += (i > 0 ? "," : "") + std::string("p") + std::to_string(i) + "=v";
    }
    EXPECT_EQ(parse_challenges(many).has_value(), works) << count;
    EXPECT_EQ(parse_challenges(parameters).has_value(), works) << count;
  }
}

}  // namespace
}  // namespace lazaret::registry
