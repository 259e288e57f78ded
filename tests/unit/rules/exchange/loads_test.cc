// SPDX-License-Identifier: Apache-2.0
// What the importers emit is what the loader of rules reads: every kept output loads without a problem, and
// hides exactly what its source hid.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "rules/evaluator.h"
#include "rules/exchange/import.h"
#include "rules/exchange/vex_formats.h"
#include "rules/exchange/vex_rules.h"
#include "rules/load.h"

namespace lazaret::rules::exchange {
namespace {

const Instant kNow = parse_instant("2026-11-25T12:00:00Z").value();

std::string input_of(std::string_view format) {
  std::ifstream file(std::string(LAZARET_SOURCE_ROOT) + "/tests/golden/rules/import/" + std::string(format) +
                     ".in");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

ImportOptions options() {
  ImportOptions out;
  out.owner = "team-payments";
  out.until = "2027-03-31";
  return out;
}

LoadOutcome loaded(const std::string& yaml, Layer layer = Layer::Global) {
  return load(std::vector<SourceFile>{{"imported.rules.yaml", yaml, layer}}, kNow);
}

std::string problems_of(const LoadOutcome& outcome) {
  std::string out;
  for (const auto& problem : outcome.problems) out += format_problem(problem) + "\n";
  return out;
}

class Loads : public testing::TestWithParam<ImportFormat> {};

TEST_P(Loads, WithoutAProblem) {
  const std::string name(GetParam().name);
  for (const std::string repository : {"", "payments/**"}) {
    auto with = options();
    with.repository = repository;
    const auto text = input_of(name);
    const auto import = import_rules(name, {text, name}, with, {});
    ASSERT_TRUE(import.has_value()) << import.error().message;
    const auto outcome = loaded(import->yaml);
    ASSERT_NE(outcome.rules, nullptr) << problems_of(outcome) << import->yaml;
    EXPECT_EQ(outcome.rules->rules.size(), import->rules);
  }
}

INSTANTIATE_TEST_SUITE_P(Import, Loads, testing::ValuesIn(import_formats().begin(), import_formats().end()),
                         [](const auto& each) {
                           std::string name(each.param.name);
                           std::erase(name, '-');
                           return name;
                         });

TEST(LoadsVex, AsLayerVex) {
  for (const char* name : {"openvex", "csaf", "cyclonedx"}) {
    const auto text = input_of(name);
    const auto document = read_vex({text, name}, {});
    ASSERT_TRUE(document.has_value()) << document.error().message;
    const auto import = vex_rules({*document}, name, {});
    ASSERT_TRUE(import.has_value()) << import.error().message;
    const auto outcome = loaded(import->yaml, Layer::Vex);
    ASSERT_NE(outcome.rules, nullptr) << problems_of(outcome) << import->yaml;
  }
}

}  // namespace
}  // namespace lazaret::rules::exchange
