// SPDX-License-Identifier: Apache-2.0
// Severity as a finding has it, through a generation of few records.
#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "core/advisory/build.h"
#include "core/advisory/matcher.h"

namespace lazaret::advisory {
namespace {

constexpr const char* kLow31 = "CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N";       // 1.8
constexpr const char* kHigh31 = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N";      // 7.5
constexpr const char* kCritical31 = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";  // 9.8
constexpr const char* kLow40 = "CVSS:4.0/AV:L/AC:H/AT:P/PR:H/UI:A/VC:L/VI:N/VA:N/SC:N/SI:N/SA:N";

class SeverityChoice : public ::testing::Test {
 protected:
  SeverityChoice() {
    char name[] = "/tmp/lazaret-severity-XXXXXX";
    directory_ = mkdtemp(name);
  }
  ~SeverityChoice() override { std::filesystem::remove_all(directory_); }

  static std::string vectors(const std::vector<std::pair<std::string, std::string>>& typed) {
    std::string list;
    for (const auto& [type, score] : typed)
      list += (list.empty() ? "" : ",") + (R"({"type":")" + type + R"(","score":")" + score + R"("})");
    return R"("severity":[)" + list + "],";
  }
  void add(const std::string& feed, const std::string& id, const std::string& more,
           const std::string& affected) {
    const bool is_debian = feed == "Debian";
    std::filesystem::create_directories(directory_ + "/osv/" + feed);
    std::ofstream(directory_ + "/osv/" + feed + "/" + id + ".json")
        << R"({"id":")" << id << R"(","modified":"2026-01-01T00:00:00Z",)" << more
        << R"("affected":[{"package":{"ecosystem":")" << (is_debian ? "Debian:12" : feed)
        << R"(","name":"thing"},"ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"}]}])" << affected
        << "}]}";
  }
  // Severity and source of CVE-2024-1 in package `thing` of `type`.
  std::string chosen(const std::string& type) {
    const std::string path = directory_ + "/generation";
    EXPECT_TRUE(build_generation({directory_ + "/osv", "", "", path, Instant{1'000'000}, false}).has_value());
    const auto generation = Generation::open(path).take();
    const OsRelease os{"debian", "12", "", "", ""};
    const Package package{.type = type,
                          .name = "thing",
                          .version = "1",
                          .purl = "thing",
                          .source = {"thing", "1"},
                          .locations = {{"a", ""}}};
    const auto result = match(generation, &os, std::vector{package}, Instant{1'000'000});
    const auto finding = std::ranges::find(result.findings, "CVE-2024-1", &Finding::id);
    if (finding == result.findings.end()) return "none";
    opinions_ = finding->severities.size();
    return std::string(to_string(finding->severity)) + " " + finding->severity_source;
  }

  std::string directory_;
  std::size_t opinions_ = 0;
};

TEST_F(SeverityChoice, PrefersTheWordOfTheDistribution) {
  add("Debian", "DEBIAN-CVE-2024-1", R"("upstream":["CVE-2024-1"],)" + vectors({{"CVSS_V3", kCritical31}}),
      R"(,"ecosystem_specific":{"urgency":"unimportant"})");
  EXPECT_EQ(chosen("deb"), "negligible debian");
  EXPECT_EQ(opinions_, 2u) << "the other opinion is kept";
}

TEST_F(SeverityChoice, DoesNotHearWordsThatSayNothing) {
  add("Debian", "DEBIAN-CVE-2024-1", R"("upstream":["CVE-2024-1"],)" + vectors({{"CVSS_V3", kCritical31}}),
      R"(,"ecosystem_specific":{"urgency":"not yet assigned"})");
  EXPECT_EQ(chosen("deb"), "critical cvss:3.1");
}

TEST_F(SeverityChoice, TakesTheWorstOfADistributionsWords) {
  add("Debian", "DEBIAN-CVE-2024-1", R"("upstream":["CVE-2024-1"],)",
      R"(,"ecosystem_specific":{"urgency":"low"})");
  add("Debian", "DSA-1-1", R"("upstream":["CVE-2024-1"],)", R"(,"ecosystem_specific":{"urgency":"high"})");
  EXPECT_EQ(chosen("deb"), "high debian");
}

TEST_F(SeverityChoice, PrefersTheNewestCvssAndThenTheHighestScore) {
  add("npm", "GHSA-a",
      R"("aliases":["CVE-2024-1"],)" + vectors({{"CVSS_V3", kCritical31}, {"CVSS_V4", kLow40}}), "");
  EXPECT_EQ(chosen("npm"), "low cvss:4.0");
  add("npm", "GHSA-a", R"("aliases":["CVE-2024-1"],)" + vectors({{"CVSS_V3", kLow31}, {"CVSS_V3", kHigh31}}),
      "");
  EXPECT_EQ(chosen("npm"), "high cvss:3.1");
}

TEST_F(SeverityChoice, HearsGithubsWordWhereThereIsNoScore) {
  add("npm", "GHSA-a",
      R"("aliases":["CVE-2024-1"],"database_specific":{"severity":"MODERATE"},)" +
          vectors({{"CVSS_V3", kHigh31}}),
      "");
  EXPECT_EQ(chosen("npm"), "high cvss:3.1");
  add("npm", "GHSA-a", R"("aliases":["CVE-2024-1"],"database_specific":{"severity":"MODERATE"},)", "");
  EXPECT_EQ(chosen("npm"), "medium ghsa");
}

TEST_F(SeverityChoice, IsUnknownWhereNobodySaysAnything) {
  add("npm", "GHSA-a",
      R"("aliases":["CVE-2024-1"],"database_specific":{"severity":"TERRIBLE"},)" +
          vectors({{"CVSS_V3", "CVSS:3.1/AV:N"}, {"CVSS_V3", "nonsense"}}),
      "");
  EXPECT_EQ(chosen("npm"), "unknown ");
}

// An erratum of two CVEs carries the worst score of both: what speaks of one alone is heard first.
TEST_F(SeverityChoice, HearsARecordOfOneCveBeforeAnErratumOfSeveral) {
  add("npm", "GHSA-a", R"("aliases":["CVE-2024-1"],)" + vectors({{"CVSS_V3", kLow31}}), "");
  add("npm", "MULTI-1", R"("upstream":["CVE-2024-1","CVE-2024-2"],)" + vectors({{"CVSS_V3", kCritical31}}),
      "");
  EXPECT_EQ(chosen("npm"), "low cvss:3.1");
}

}  // namespace
}  // namespace lazaret::advisory
