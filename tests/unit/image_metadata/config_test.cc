// SPDX-License-Identifier: Apache-2.0
#include "core/image/config.h"

#include <gtest/gtest.h>

namespace lazaret::image {
namespace {

std::string diff_ids(std::size_t count) {
  std::string list;
  for (std::size_t i = 0; i < count; ++i)
    list += (i == 0 ? "\"sha256:" : ",\"sha256:") + std::string(64, 'b') + "\"";
  return R"("rootfs":{"type":"layers","diff_ids":[)" + list + "]}";
}

std::string with_history(const std::string& history, std::size_t layers = 2) {
  return R"({"os":"linux","architecture":"amd64",)" + diff_ids(layers) + R"(,"history":)" + history + "}";
}

std::vector<std::string> steps(const std::string& text) {
  const auto config = parse_config(text, "it", {});
  return config ? config->created_by : std::vector<std::string>{"error: " + config.error().message};
}

std::string problem(const std::string& text, const Limits& limits = {}) {
  const auto config = parse_config(text, "it", limits);
  return config ? "fine" : config.error().message;
}

TEST(Config, ReadsPlatformDiffIdsAndLabels) {
  const auto config =
      parse_config(R"({"os":"linux","architecture":"arm64","variant":"v8","created":"2024-01-01T00:00:00Z",
      "config":{"Env":["SECRET=1"],"Labels":{"a":"b","number":7,"null":null}},)" +
                       diff_ids(2) + "}",
                   "it", {});
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(to_string(config->platform), "linux/arm64/v8");
  EXPECT_EQ(config->created, "2024-01-01T00:00:00Z");
  EXPECT_EQ(config->diff_ids.size(), 2u);
  EXPECT_EQ(config->labels, (std::vector<std::pair<std::string, std::string>>{{"a", "b"}}));
}

TEST(Config, GivesEachLayerItsStep) {
  EXPECT_EQ(steps(with_history(
                R"([{"created_by":"ADD"},{"created_by":"ENV","empty_layer":true},{"created_by":"RUN"}])")),
            (std::vector<std::string>{"ADD", "RUN"}));
}

TEST(Config, GuessesNoStepWhereTheHistoryDoesNotFit) {
  const std::vector<std::string> unknown(2);
  EXPECT_EQ(steps(with_history("null")), unknown);
  EXPECT_EQ(steps(with_history("[]")), unknown);
  EXPECT_EQ(steps(with_history(R"([{"created_by":"ADD"}])")), unknown);
  EXPECT_EQ(steps(with_history(R"([{},{},{}])")), unknown);
  EXPECT_EQ(steps(with_history("7")), unknown);
}

TEST(Config, RefusesWhatLacksOrTwistsRootfs) {
  EXPECT_EQ(problem("{}"), "it: rootfs is missing or not an object");
  EXPECT_EQ(problem(R"({"rootfs":{"diff_ids":7}})"), "it: rootfs.diff_ids is not an array");
  EXPECT_NE(problem(R"({"rootfs":{"diff_ids":["x"]}})").find("rootfs.diff_ids[0]"), std::string::npos);
  EXPECT_EQ(problem(R"({"os":7,)" + diff_ids(1) + "}"), "it: os is not a string");
  EXPECT_EQ(problem("[]"), "it: is not a JSON object");
}

TEST(Config, HoldsTheLimitOfLayers) {
  Limits limits;
  limits.layers = 2;
  for (const std::size_t count : {1u, 2u}) EXPECT_EQ(problem("{" + diff_ids(count) + "}", limits), "fine");
  EXPECT_EQ(problem("{" + diff_ids(3) + "}", limits), "it: 3 diff ids, the limit (layers) is 2");
}

TEST(Config, MustSpeakOfAllLayers) {
  const auto config = parse_config("{" + diff_ids(2) + "}", "it", {});
  ASSERT_TRUE(config);
  EXPECT_TRUE(check_layer_count(*config, 2, "it"));
  const auto wrong = check_layer_count(*config, 1, "it");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().message, "it: has 2 diff ids for 1 layer");
}

}  // namespace
}  // namespace lazaret::image
