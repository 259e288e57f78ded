// SPDX-License-Identifier: Apache-2.0
// Whole documents of each format against the rules files kept under tests/golden/rules/import.
// Inputs lie beside them (<format>.in); LAZARET_ACCEPT=1 writes the outputs anew.
#include "rules/exchange/import.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "core/base/yaml_events.h"
#include "tests/support/golden.h"

namespace lazaret::rules::exchange {
namespace {

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

std::string printed(const Import& import) {
  std::string out = import.yaml + "# rules: " + std::to_string(import.rules) + "\n# not carried over:\n";
  for (const auto& loss : import.losses) out += "#   " + std::to_string(loss.line) + ": " + loss.what + "\n";
  return out;
}

class EachFormat : public testing::TestWithParam<ImportFormat> {};

TEST_P(EachFormat, GivesTheKeptRules) {
  const std::string name(GetParam().name);
  const auto text = input_of(name);
  ASSERT_FALSE(text.empty());
  const auto import = import_rules(name, {text, name + ".in"}, options(), {});
  ASSERT_TRUE(import.has_value()) << import.error().message;
  support::expect_golden("rules/import/" + name + ".yaml", printed(*import));
}

// Whatever the texts of the source are, the result is YAML of the dialect, with as many rules as it says.
TEST_P(EachFormat, GivesYamlOfTheDialect) {
  const std::string name(GetParam().name);
  const auto text = input_of(name);
  const auto import = import_rules(name, {text, name}, options(), {});
  ASSERT_TRUE(import.has_value()) << import.error().message;
  const auto tree = read_yaml_tree(import->yaml, {});
  ASSERT_TRUE(tree.problems.empty()) << tree.problems[0].message;
  const auto* rules = tree.root.find("rules");
  ASSERT_NE(rules, nullptr);
  EXPECT_EQ(rules->value.items.size(), import->rules);
  EXPECT_GT(import->rules, 0u);
}

// Cut anywhere, a document is an error or a smaller import, and never a crash.
TEST_P(EachFormat, SurvivesBeingCut) {
  const std::string name(GetParam().name);
  const auto text = input_of(name);
  for (std::size_t length = 0; length < text.size(); length += 7) {
    const auto import = import_rules(name, {text.substr(0, length), name}, options(), {});
    EXPECT_TRUE(import || import.error().message.starts_with(name)) << import.error().message;
  }
}

INSTANTIATE_TEST_SUITE_P(Import, EachFormat,
                         testing::ValuesIn(import_formats().begin(), import_formats().end()),
                         [](const auto& each) {
                           std::string name(each.param.name);
                           std::erase(name, '-');
                           return name;
                         });

TEST(Import, SuggestsTheNearestFormat) {
  const auto import = import_rules("openvx", {"{}", "x"}, options(), {});
  ASSERT_FALSE(import.has_value());
  EXPECT_EQ(import.error().message, "no format \"openvx\" to import from, did you mean \"openvex\"");
}

TEST(Import, NeedsAnOwner) {
  auto without = options();
  without.owner.clear();
  const auto import = import_rules("trivyignore", {"CVE-2020-1", "f"}, without, {});
  ASSERT_FALSE(import.has_value());
  EXPECT_EQ(import.error().message, "f: line 1 names no owner: give one for all");
}

TEST(Import, NeedsAnEndOrSomebodyWhoApproved) {
  auto open = options();
  open.until.clear();
  const auto refused = import_rules("trivyignore", {"\nCVE-2020-1", "f"}, open, {});
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().message,
            "f: line 2 has no end: give an end for all such rules, or who approved them for good");
  open.approved_by = "ciso";
  const auto permanent =
      import_rules("trivyignore", {"CVE-2020-1\nCVE-2020-2 exp:2027-01-02", "f"}, open, {});
  ASSERT_TRUE(permanent.has_value());
  EXPECT_NE(permanent->yaml.find("permanent: true\n      approved_by: ciso\n"), std::string::npos);
  EXPECT_NE(permanent->yaml.find("active: {until: 2027-01-01}\n"), std::string::npos) << permanent->yaml;
}

TEST(Import, RefusesAnEndThatIsNoDate) {
  auto bad = options();
  for (const char* until : {"2027-02-30", "2027-13-01", "soon", "2027-01-01T00:00:00"}) {
    bad.until = until;
    EXPECT_FALSE(import_rules("trivyignore", {"CVE-2020-1", "f"}, bad, {}).has_value()) << until;
  }
}

TEST(Import, WritesLayerScopeAndPrefix) {
  auto narrowed = options();
  narrowed.layer = "repository";
  narrowed.registry = "registry.example.com";
  narrowed.repository = "payments/**";
  narrowed.id_prefix = "PAY";
  const auto import = import_rules("trivyignore", {"CVE-2020-1", "f"}, narrowed, {});
  ASSERT_TRUE(import.has_value());
  EXPECT_NE(import->yaml.find(
                "layer: repository\nscope:\n  image.registry: registry.example.com\n  image.repository: "
                "\"payments/**\"\n"),
            std::string::npos)
      << import->yaml;
  EXPECT_NE(import->yaml.find("- id: PAY-CVE-2020-1\n"), std::string::npos);
}

// A text of the source stays text: it can neither end its scalar nor begin a rule.
TEST(Import, QuotesWhatTheSourceSays) {
  const std::string hostile = "CVE-2020-1 # \"}\\ \xE2\x80\xAE: - id: X\x1b[31m {a: &b *c} yes";
  const auto import = import_rules("trivyignore", {hostile, "a\nb: c"}, options(), {});
  ASSERT_TRUE(import.has_value()) << import.error().message;
  const auto tree = read_yaml_tree(import->yaml, {});
  ASSERT_TRUE(tree.problems.empty()) << tree.problems[0].message << import->yaml;
  const auto& rule = tree.root.find("rules")->value.items.at(0);
  EXPECT_EQ(rule.find("suppress")->value.find("reason")->value.text,
            "\"}\\ \xE2\x80\xAE: - id: X\x1b[31m {a: &b *c} yes");
}

TEST(ImportLimits, Bytes) {
  const std::string text = "CVE-2020-1\n";
  Limits limits;
  for (const auto& [limit, fits] :
       {std::pair(text.size() - 1, false), {text.size(), true}, {text.size() + 1, true}}) {
    limits.import_bytes = limit;
    const auto import = import_rules("trivyignore", {text, "f"}, options(), limits);
    EXPECT_EQ(import.has_value(), fits) << limit;
    EXPECT_TRUE(fits || import.error().message == "f: 11 bytes to import, the limit import_bytes is 10");
  }
}

TEST(ImportLimits, Rules) {
  Limits limits;
  for (const auto& [limit, fits] : {std::pair(1u, false), {2u, true}, {3u, true}}) {
    limits.import_rules = limit;
    EXPECT_EQ(import_rules("trivyignore", {"CVE-2020-1\nCVE-2020-2", "f"}, options(), limits).has_value(),
              fits)
        << limit;
  }
}

TEST(ImportLimits, NodesOfJsonAndToml) {
  Limits limits;
  const std::string toml =
      "[[IgnoredVulns]]\nid = \"CVE-2020-1\"\n";  // the file, the list, the table, the text
  for (const auto& [limit, fits] : {std::pair(3u, false), {4u, true}, {5u, true}}) {
    limits.import_nodes = limit;
    EXPECT_EQ(import_rules("osv-scanner", {toml, "f"}, options(), limits).has_value(), fits) << limit;
  }
}

TEST(ImportLimits, VexStatementsCountForEachProduct) {
  const std::string text =
      R"({"@context":"https://openvex.dev/ns/v0.2.0","author":"a","statements":[{"vulnerability":{"name":"CVE-1-1"},
      "status":"fixed","products":[{"@id":"pkg:npm/a"},{"@id":"pkg:npm/b"}]}]})";
  Limits limits;
  for (const auto& [limit, fits] : {std::pair(1u, false), {2u, true}, {3u, true}}) {
    limits.vex_statements = limit;
    EXPECT_EQ(import_rules("openvex", {text, "f"}, options(), limits).has_value(), fits) << limit;
  }
  // Each: the vulnerability (7) and the product's name and purl (9 + 9).
  limits = {};
  for (const auto& [limit, fits] : {std::pair(49u, false), {50u, true}, {51u, true}}) {
    limits.vex_bytes = limit;
    EXPECT_EQ(import_rules("openvex", {text, "f"}, options(), limits).has_value(), fits) << limit;
  }
}

}  // namespace
}  // namespace lazaret::rules::exchange
