// SPDX-License-Identifier: Apache-2.0
#include "rules/tooling/set_fact.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "rules/tooling/literal_text.h"

namespace lazaret::rules {
namespace {

constexpr Instant kAt{1'800'000'000};

// A value that the field takes, and how it is read back.
std::string sample_of(const Field& field) {
  switch (field.type) {
    case FieldType::Word: return std::string(field.words.front());
    case FieldType::Number: return "0.25";
    case FieldType::Boolean: return "true";
    case FieldType::Severity: return "high";
    case FieldType::Instant: return "2026-01-02";
    case FieldType::Duration: return "30d";
    default: return "/some/text";
  }
}

std::string expected_of(const Field& field) {
  const std::string sample = sample_of(field);
  if (is_list(field.type)) return "[\"" + sample + "\"]";
  if (field.type == FieldType::Instant) return sample + "T00:00:00Z";
  const bool is_text = field.type <= FieldType::Version;
  return is_text ? "\"" + sample + "\"" : sample;
}

std::vector<Problem> set(Facts& facts, const std::string& name, const YamlNode& value, bool of_image) {
  ProblemList problems;
  const Reporter reporter(problems, "t.test.yaml");
  set_fact({name, 3, 5, value}, of_image, kAt, reporter, facts);
  return problems.kept;
}

YamlNode scalar(std::string text) {
  YamlNode node;
  node.kind = YamlNode::Kind::Scalar;
  node.text = std::move(text);
  node.plain = true;
  return node;
}

std::string read(const Field& field, const Facts& facts) {
  const Effective effective;
  return text_of(field.read({facts.finding, facts.image, effective, kAt}, "key"));
}

TEST(SetFact, WritesEachFieldThatCanBeReadButThoseThatRulesMake) {
  for (const Field& field : fields()) {
    const bool is_made = field.name.starts_with("effective.");
    EXPECT_EQ(!is_made, std::ranges::count(settable_fields(), field.name) == 1) << field.name;
    if (is_made) continue;
    const std::string name = std::string(field.name) + (field.name.ends_with('.') ? "key" : "");
    Facts facts;
    EXPECT_TRUE(set(facts, name, scalar(sample_of(field)), field.of_image).empty()) << name;
    EXPECT_EQ(read(field, facts), expected_of(field)) << name;
    EXPECT_TRUE(set(facts, name, YamlNode(), field.of_image).empty()) << name;
    EXPECT_EQ(read(field, facts), field.type == FieldType::Severity ? "unknown" : "absent") << name;
  }
}

TEST(SetFact, RefusesWhatIsNotOfTheType) {
  for (const Field& field : fields()) {
    if (field.name.starts_with("effective.") || field.type <= FieldType::Path ||
        field.type == FieldType::Purl || field.type == FieldType::Version || is_list(field.type))
      continue;
    Facts facts;
    const auto problems = set(facts, std::string(field.name), scalar("nonsense"), field.of_image);
    ASSERT_EQ(problems.size(), 1u) << field.name;
    EXPECT_EQ(problems[0].code, Code::WrongType) << field.name;
  }
}

TEST(SetFact, NamesTheNearestFactAndTheRightMapping) {
  Facts facts;
  const auto unknown = set(facts, "package.nmae", scalar("x"), false);
  ASSERT_EQ(unknown.size(), 1u);
  EXPECT_EQ(unknown[0].nearest, "package.name");
  EXPECT_EQ(set(facts, "effective.severity", scalar("high"), false).size(), 1u);
  EXPECT_EQ(set(facts, "image.os", scalar("debian"), false).size(), 1u);
  EXPECT_EQ(set(facts, "vuln.id", scalar("CVE-1"), true).size(), 1u);
}

}  // namespace
}  // namespace lazaret::rules
