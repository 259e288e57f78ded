// SPDX-License-Identifier: Apache-2.0
#include "core/base/json.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "core/report/writer.h"
#include "tests/support/golden.h"
#include "tests/unit/report/sample_reports.h"

namespace lazaret::report {
namespace {

std::string json_of(const Report& report) { return find_format("json")->write(report, {}); }

std::vector<std::string> keys_of(const Json& object) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : object.members()) keys.push_back(key);
  return keys;
}

class JsonReport : public testing::TestWithParam<SampleReport> {};

TEST_P(JsonReport, WritesWhatIsKept) {
  support::expect_golden("report/" + GetParam().name + ".json", json_of(GetParam().report));
}

TEST_P(JsonReport, IsStrictJsonAndTheSameTwice) {
  EXPECT_TRUE(parse_json(json_of(GetParam().report), "report"));
  EXPECT_EQ(json_of(GetParam().report), json_of(GetParam().report));
}

TEST_P(JsonReport, FollowsItsSchema) {
  if (std::system("/usr/bin/python3 -c 'import jsonschema' 2>/dev/null") != 0)
    GTEST_SKIP() << "python3-jsonschema is not installed";
  const std::string root = LAZARET_SOURCE_ROOT;
  const auto path =
      std::filesystem::temp_directory_path() / ("lazaret-report-" + std::to_string(getpid()) + ".json");
  std::ofstream(path) << json_of(GetParam().report);
  const std::string command = "/usr/bin/python3 " + root + "/tests/unit/report/check_schema.py " + root +
                              "/docs/reference/report.schema.json " + path.string();
  EXPECT_EQ(std::system(command.c_str()), 0);
  std::filesystem::remove(path);
}

INSTANTIATE_TEST_SUITE_P(Samples, JsonReport, testing::ValuesIn(sample_reports()),
                         [](const auto& instance) { return instance.param.name; });

TEST(JsonReportKeys, AreAllThereInTheOrderOfTheContract) {
  const auto json = parse_json(json_of({}), "report");
  ASSERT_TRUE(json);
  EXPECT_EQ(keys_of(*json),
            (std::vector<std::string>{"schema", "tool", "created", "image", "status", "packages", "findings",
                                      "coverage", "runs", "database", "ruleset", "summary"}));
  EXPECT_EQ((*json)["schema"].as_string(), "lazaret.report/v1");
  EXPECT_TRUE((*json)["database"].is_null());
}

TEST(JsonReportRuns, HideWhatDiffersBetweenTwoRunsWhenRepeatable) {
  auto report = sample_reports()[2].report;
  EXPECT_EQ((*parse_json(json_of(report), "report"))["runs"].items()[0]["cpu_ms"].as_unsigned(), 7u);
  report.repeatable = true;
  const auto runs = *parse_json(json_of(report), "report");
  for (const auto key : {"wall_ms", "cpu_ms", "peak_rss_kib"})
    EXPECT_TRUE(runs["runs"].items()[0][key].is_null()) << key;
  EXPECT_EQ(runs["runs"].items()[0]["records"].as_unsigned(), 15u);
}

TEST(JsonReportPaths, LoseNoByte) {
  Report report;
  report.packages.emplace_back().locations.push_back({"a\\b\xff\n", ""});
  const auto json = *parse_json(json_of(report), "report");
  EXPECT_EQ(json["packages"].items()[0]["locations"].items()[0]["path"].as_string(), "a\\\\b\\xff\\x0a");
}

TEST(JsonReportSummary, CountsOpenFindingsOnly) {
  const auto json = *parse_json(json_of(sample_reports()[2].report), "report");
  EXPECT_EQ(json["summary"]["open"].as_unsigned(), 13u);
  EXPECT_EQ(json["summary"]["suppressed"].as_unsigned(), 1u);
  EXPECT_EQ(json["summary"]["fixable"].as_unsigned(), 9u);
  EXPECT_EQ(json["summary"]["by_severity"]["critical"].as_unsigned(), 2u);
  EXPECT_EQ(json["summary"]["by_severity"]["medium"].as_unsigned(), 2u) << "one of them by a rule";
  EXPECT_EQ(json["summary"]["by_severity"]["high"].as_unsigned(), 3u);
}

TEST(JsonReportDecision, StandsBesideTheRawFinding) {
  const auto json = *parse_json(json_of(sample_reports()[2].report), "report");
  for (const auto& finding : json["findings"].items()) {
    if (finding["id"].as_string() != "CVE-2021-45046") continue;
    EXPECT_EQ(finding["severity"].as_string(), "critical");
    EXPECT_EQ(finding["decision"]["severity"].as_string(), "medium");
    EXPECT_EQ(finding["decision"]["rules"].items()[0]["line"].as_unsigned(), 16u);
  }
  EXPECT_TRUE((*parse_json(json_of({}), "report"))["ruleset"].is_null());
}

TEST(Formats, AreFoundByName) {
  EXPECT_EQ(formats().size(), 2u);
  EXPECT_EQ(find_format("table")->name, "table");
  EXPECT_EQ(find_format("xml"), nullptr);
}

}  // namespace
}  // namespace lazaret::report
