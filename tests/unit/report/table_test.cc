// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "core/base/text.h"
#include "core/report/table_text.h"
#include "core/report/writer.h"
#include "tests/support/golden.h"
#include "tests/unit/report/sample_reports.h"

namespace lazaret::report {
namespace {

std::string table_of(const Report& report, const WriteOptions& options = {}) {
  return find_format("table")->write(report, options);
}

class TableWriter : public testing::TestWithParam<SampleReport> {};

TEST_P(TableWriter, WritesWhatIsKept) {
  support::expect_golden("report/" + GetParam().name + ".txt", table_of(GetParam().report));
}

WriteOptions showing_suppressed() {
  WriteOptions options;
  options.show_suppressed = true;
  return options;
}

TEST_P(TableWriter, ShowsWhatIsSuppressedWhereAsked) {
  support::expect_golden("report/" + GetParam().name + "-suppressed.txt",
                         table_of(GetParam().report, showing_suppressed()));
}

TEST_P(TableWriter, NeverExceedsTheWidth) {
  for (const unsigned width : {20u, 33u, 80u, 81u, 200u})
    for (const bool show_all : {false, true}) {
      WriteOptions options;
      options.width = width;
      options.show_all = options.show_suppressed = show_all;
      const auto table = table_of(GetParam().report, options);
      for (const auto line : split(table, '\n')) EXPECT_LE(display_width(line), width) << line;
    }
}

TEST_P(TableWriter, LetsNoControlCharacterThrough) {
  for (const auto& table : {table_of(GetParam().report), table_of(GetParam().report, showing_suppressed())}) {
    EXPECT_TRUE(is_valid_utf8(table));
    for (const auto line : split(table, '\n')) {
      EXPECT_EQ(escape_for_terminal(trim(line)), trim(line));
      EXPECT_EQ(line.find('\x1b'), std::string_view::npos);
    }
  }
}

TEST_P(TableWriter, ColourChangesNothingButEscapeSequences) {
  WriteOptions options;
  options.colour = true;
  const auto painted = table_of(GetParam().report, options);
  EXPECT_NE(painted, table_of(GetParam().report));
  std::string plain;
  for (std::string_view rest = painted; !rest.empty();) {
    if (rest.front() == '\x1b')
      rest.remove_prefix(rest.find('m'));
    else
      plain += rest.front();
    rest.remove_prefix(1);
  }
  EXPECT_EQ(plain, table_of(GetParam().report));
}

INSTANTIATE_TEST_SUITE_P(Samples, TableWriter, testing::ValuesIn(sample_reports()),
                         [](const auto& instance) { return instance.param.name; });

Report unhealthy() { return sample_reports()[2].report; }

TEST(TableOptions, SeverityFilterHidesButNeverChangesTheVerdict) {
  WriteOptions options;
  options.severity_filter = "critical,medium";
  const auto table = table_of(unhealthy(), options);
  EXPECT_NE(table.find("CVE-2021-44228"), std::string::npos);
  EXPECT_EQ(table.find("CVE-2023-3810"), std::string::npos);
  EXPECT_NE(table.find("UNHEALTHY: 13 open findings"), std::string::npos);
}

TEST(TableOptions, ShowAllListsEveryFinding) {
  WriteOptions options;
  options.show_all = true;
  const auto table = table_of(unhealthy(), options);
  for (const auto& finding : unhealthy().findings)
    EXPECT_EQ(table.find(finding.id) != std::string::npos, !is_suppressed(finding)) << finding.id;
}

TEST(TableOptions, UpgradeNamesTheNewestFixedVersion) {
  const auto table = table_of(unhealthy());
  EXPECT_NE(table.find("upgrade org.apache.logging.log4j:log4j-core to 2.17.1 or later"), std::string::npos);
  EXPECT_NE(table.find("openssl 3.0.9-1 -> 3.0.11-1~deb12u6"), std::string::npos);
}

TEST(TableOptions, TheSamePackageInManyPlacesIsListedOnce) {
  auto report = unhealthy();
  auto again = report.findings.front();
  again.location.path = "opt/other.jar";
  report.findings.push_back(again);
  sort_report(report);
  const auto table = table_of(report);
  const auto first = table.find("critical   CVE-2021-44228");
  ASSERT_NE(first, std::string::npos);
  EXPECT_EQ(table.find("critical   CVE-2021-44228", first + 1), std::string::npos);
  EXPECT_NE(table.find("in app/lib/log4j-core-2.14.1.jar, opt/other.jar"), std::string::npos);
}

TEST(TableRules, NamesWhoSuppressedAndHowManyAndWhatEnded) {
  const auto table = table_of(unhealthy());
  EXPECT_NE(table.find("1 finding is suppressed and not shown: 1 by PAY-0001"), std::string::npos);
  EXPECT_NE(table.find("1 finding is open because a suppression has ended: 1 by PAY-0004"),
            std::string::npos);
  EXPECT_EQ(table.find("CVE-2018-0001"), std::string::npos);
}

TEST(TableRules, JudgesByTheEffectiveSeverityAndTellsTheRawOne) {
  const auto table = table_of(unhealthy());
  EXPECT_NE(table.find("medium     CVE-2021-45046       [was critical]"), std::string::npos);
  EXPECT_NE(table.find("2 critical, 3 high, 2 medium"), std::string::npos);
}

TEST(TableRules, ListsWhatIsSuppressedWithItsReasonAndPlace) {
  WriteOptions options = showing_suppressed();
  options.width = 200;
  const auto table = table_of(unhealthy(), options);
  for (const char* text : {"PAY-0001 (rules/payments.rules.yaml:5)", "minizip is not built", "CVE-2018-0001",
                           "until 2027-04-01T00:00:00Z, owner team-payments, SEC-812"})
    EXPECT_NE(table.find(text), std::string::npos) << text;
}

TEST(TableText, CountsWideCharactersTwiceAndEscapesTheUnsure) {
  EXPECT_EQ(display_width(terminal_text("\xe4\xb8\xad")), 2u);
  EXPECT_EQ(terminal_text("e\xcc\x81"), "e\\u{301}");
  EXPECT_EQ(terminal_text("\xf0\x9f\x92\xa9"), "\\u{1f4a9}");
  EXPECT_EQ(cut_text("abcdef", 6), "abcdef");
  EXPECT_EQ(cut_text("abcdefg", 6), "abc...");
  EXPECT_EQ(cut_text("\xe4\xb8\xad\xe4\xb8\xad\xe4\xb8\xad", 5), "\xe4\xb8\xad...");
  EXPECT_EQ(wrap_text("ab cd efghij", 5), (std::vector<std::string>{"ab cd", "efghi", "j"}));
  EXPECT_EQ(wrap_text("abc ::order ##[order]", 12),
            (std::vector<std::string>{"abc ::order", "\\x23#[order]"}));
  EXPECT_EQ(wrap_text("abcdef ::order", 10), (std::vector<std::string>{"abcdef", "\\x3a:order"}));
}

}  // namespace
}  // namespace lazaret::report
