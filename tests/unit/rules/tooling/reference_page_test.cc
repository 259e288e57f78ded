// SPDX-License-Identifier: Apache-2.0
// The tables of docs/reference/rules.md are those that the loader reads by. With LAZARET_ACCEPT=1 they are
// written anew, and the test is skipped: it proved nothing.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "rules/fields.h"
#include "rules/problem.h"
#include "rules/syntax.h"

namespace lazaret::rules {
namespace {

std::string operators_of(FieldType type) {
  std::string out;
  for (int i = 0; i <= static_cast<int>(Operator::NewerThan); ++i)
    if (allows(type, static_cast<Operator>(i)))
      out += (out.empty() ? "`" : " `") + std::string(to_string(static_cast<Operator>(i))) + "`";
  return out;
}

std::string words_of(const Field& field) {
  std::string out;
  for (const auto word : field.words) out += (out.empty() ? ": `" : ", `") + std::string(word) + "`";
  return out;
}

std::string field_table() {
  std::string out = "| field | type | what it is |\n|---|---|---|\n";
  for (const Field& field : fields()) {
    const std::string key = field.name.ends_with('.') ? "KEY" : "";
    const bool is_late = field.readable_from != Phase::Reclassify;
    out += "| `" + std::string(field.name) + key + "` | " + std::string(to_string(field.type)) + " | " +
           std::string(field.sentence) + words_of(field) +
           (is_late ? "; from the phase " + std::string(to_string(field.readable_from)) + " on" : "") +
           " |\n";
  }
  return out;
}

std::string operator_table() {
  std::string out = "| type | operators |\n|---|---|\n";
  for (int i = 0; i <= static_cast<int>(FieldType::Duration); ++i) {
    const auto type = static_cast<FieldType>(i);
    out += "| " + std::string(to_string(type)) + " | " + operators_of(type) + " |\n";
  }
  return out;
}

std::string code_table() {
  std::string out = "| code | name | what is wrong |\n|---|---|---|\n";
  for (const CodeLine& line : codes())
    out += "| `" + to_string(line.code) + "` | " + std::string(line.name) + " | " +
           std::string(line.sentence) + " |\n";
  return out;
}

const std::string kPage = std::string(LAZARET_SOURCE_ROOT) + "/docs/reference/rules.md";

std::string page() {
  std::ifstream file(kPage);
  std::ostringstream out;
  out << file.rdbuf();
  return out.str();
}

void expect_table(const std::string& name, const std::string& table) {
  const std::string begin = "<!-- " + name + " -->\n", end = "<!-- end -->\n";
  std::string text = page();
  const auto from = text.find(begin);
  ASSERT_NE(from, std::string::npos) << name;
  const auto first = from + begin.size();
  const auto last = text.find(end, first);
  ASSERT_NE(last, std::string::npos) << name;
  const char* accept = std::getenv("LAZARET_ACCEPT");
  if (accept != nullptr && std::string_view(accept) == "1") {
    std::ofstream(kPage) << text.replace(first, last - first, table);
    GTEST_SKIP() << "recorded the table " << name;
  }
  EXPECT_EQ(text.substr(first, last - first), table)
      << "docs/reference/rules.md; LAZARET_ACCEPT=1 writes it anew";
}

TEST(ReferencePage, HasTheFields) { expect_table("fields", field_table()); }
TEST(ReferencePage, HasTheOperators) { expect_table("operators", operator_table()); }
TEST(ReferencePage, HasTheCodes) { expect_table("codes", code_table()); }

TEST(Codes, StandOnceAndInOrder) {
  for (std::size_t i = 1; i < codes().size(); ++i) EXPECT_LT(codes()[i - 1].code, codes()[i].code);
}

}  // namespace
}  // namespace lazaret::rules
