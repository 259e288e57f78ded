// SPDX-License-Identifier: Apache-2.0
#include "core/base/json.h"

#include <gtest/gtest.h>

namespace lazaret {
namespace {

TEST(Json, ReadsWhatIsThereAndNullForWhatIsNot) {
  const auto json = parse_json(R"({"a":[1,-2,2.5,"x",true,null],"b":{"c":"d"}})", "test");
  ASSERT_TRUE(json);
  EXPECT_EQ((*json)["a"].items()[0].as_unsigned(), 1u);
  EXPECT_EQ((*json)["a"].items()[1].as_integer(), -2);
  EXPECT_EQ((*json)["a"].items()[1].as_unsigned(), std::nullopt);
  EXPECT_EQ((*json)["b"]["c"].as_string(), "d");
  EXPECT_TRUE((*json)["nope"]["deeper"].is_null());
}

TEST(Json, RefusesDuplicateKeysAlsoInLargeObjects) {
  EXPECT_EQ(parse_json(R"({"a":1,"a":2})", "test").error().message, "test: duplicate key \"a\"");
  std::string large = "{";
  for (int i = 0; i < 40; ++i) large += "\"k" + std::to_string(i) + "\":0,";
  EXPECT_FALSE(parse_json(large + "\"k3\":1}", "test"));
  EXPECT_TRUE(parse_json(large + "\"other\":1}", "test"));
}

TEST(Json, StopsAtTheDepthLimit) {
  JsonLimits limits;
  limits.depth = 5;
  const auto nested = [](std::size_t n) { return std::string(n, '[') + std::string(n, ']'); };
  EXPECT_TRUE(parse_json(nested(4), "test", limits));
  EXPECT_TRUE(parse_json(nested(5), "test", limits));
  EXPECT_EQ(parse_json(nested(6), "test", limits).error().code, ErrorCode::LimitExceeded);
  EXPECT_FALSE(parse_json(std::string(100'000, '['), "test"));
}

TEST(Json, RefusesTrailingBytesAndBrokenUtf8) {
  EXPECT_FALSE(parse_json("{} x", "test"));
  EXPECT_FALSE(parse_json("\"\xff\"", "test"));
  EXPECT_FALSE(parse_json("", "test"));
}

TEST(JsonWriter, WritesIndentedAndEscaped) {
  JsonWriter writer(JsonWriter::Style::Compact);
  writer.begin_object().key("a").begin_array().value("x\n\"\xff").value(std::uint64_t{3}).null().end_array();
  writer.key("b").begin_object().end_object().key("c").number(0.5, 2).end_object();
  EXPECT_EQ(writer.take(), R"({"a":["x\u000a\"\ufffd",3,null],"b":{},"c":0.50})");
}

}  // namespace
}  // namespace lazaret
