// SPDX-License-Identifier: Apache-2.0
#include "core/report/json_reader.h"

#include <gtest/gtest.h>

#include "core/report/writer.h"
#include "tests/unit/report/sample_reports.h"

namespace lazaret::report {
namespace {

std::string json_of(const Report& report) { return find_format("json")->write(report, {}); }

// The writer escapes what stands for a byte that is not UTF-8; read back it is a character like others.
std::string with_plain_replacements(std::string text) {
  constexpr std::string_view kEscape = "\\ufffd";
  for (auto at = text.find(kEscape); at != std::string::npos; at = text.find(kEscape, at))
    text.replace(at, kEscape.size(), "\xEF\xBF\xBD");
  return text;
}

class ReadBack : public testing::TestWithParam<SampleReport> {};

// Judging a stored report again needs neither its runs nor the set that judged it.
TEST_P(ReadBack, IsTheSameButForItsRunsAndItsRuleset) {
  const std::string text = json_of(GetParam().report);
  const auto report = read_json(text, "report.json");
  ASSERT_TRUE(report) << report.error().message;
  Report bare = GetParam().report;
  bare.runs.clear();
  bare.ruleset.reset();
  EXPECT_EQ(json_of(report.value()), with_plain_replacements(json_of(bare)));
}

INSTANTIATE_TEST_SUITE_P(All, ReadBack, testing::ValuesIn(sample_reports()),
                         [](const auto& sample) { return sample.param.name; });

std::string error_of(std::string_view text, const Limits& limits = {}) {
  const auto report = read_json(text, "report.json", limits);
  return report ? "" : report.error().message;
}

TEST(ReadJson, NamesWhatIsWrong) {
  const std::string start = R"({"schema":"lazaret.report/v1","image":{},"findings":)";
  EXPECT_EQ(error_of(start + "[]}"), "");
  for (const auto& [findings, message] : std::vector<std::pair<std::string, std::string>>{
           {R"([{"severity":"low","id":1}])", "id is not a text"},
           {R"([{"severity":"lowish"}])", "severity is not a severity"},
           {R"([{"severity":"low","kind":"other"}])", "kind is not one of its words"},
           {R"([{"severity":"low","aliases":[1]}])", "aliases is not a list of texts"},
           {R"([{"severity":"low","kev":1}])", "kev is not true or false"},
           {R"([{"severity":"low","epss":1e308}])", "epss is not from 0 to 1"},
           {R"([{"severity":"low","cvss":[{"score":10.5}]}])", "score is not from 0 to 10"},
           {R"([7])", "findings is not a list of objects"},
           {R"({})", "no findings"}})
    EXPECT_NE(error_of(start + findings + "}").find(message), std::string::npos)
        << error_of(start + findings + "}");
  EXPECT_NE(error_of("{}").find("schema"), std::string::npos);
  EXPECT_NE(error_of("[").find("report.json"), std::string::npos);
}

TEST(ReadJson, HoldsItsLimits) {
  const std::string text = R"({"schema":"lazaret.report/v1","image":{},"findings":[]})";
  Limits limits;
  for (const std::uint64_t limit : {text.size() - 1, text.size(), text.size() + 1}) {
    limits.report_bytes = limit;
    EXPECT_EQ(error_of(text, limits).empty(), limit >= text.size()) << limit;
  }
  limits = {};
  limits.report_nodes = 4;
  EXPECT_EQ(error_of(text, limits), "");
  limits.report_nodes = 3;
  EXPECT_NE(error_of(text, limits), "");
}

}  // namespace
}  // namespace lazaret::report
