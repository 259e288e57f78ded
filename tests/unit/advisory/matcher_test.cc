// SPDX-License-Identifier: Apache-2.0
#include "core/advisory/matcher.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>

#include "core/advisory/build.h"
#include "core/advisory/layout.h"

namespace lazaret::advisory {
namespace {

// Builds a generation of the given records in a directory of its own.
class Matching : public ::testing::Test {
 protected:
  Matching() {
    char name[] = "/tmp/lazaret-matching-XXXXXX";
    directory_ = mkdtemp(name);
  }
  ~Matching() override { std::filesystem::remove_all(directory_); }

  void add(const std::string& feed, const std::string& id, const std::string& json) {
    std::filesystem::create_directories(directory_ + "/osv/" + feed);
    std::ofstream(directory_ + "/osv/" + feed + "/" + id + ".json") << json;
  }
  void add_debian(const std::string& id, const std::string& ids, const std::string& events) {
    add("Debian", id,
        R"({"id":")" + id + R"(","modified":"2026-01-01T00:00:00Z",)" + ids +
            R"("affected":[{"package":{"ecosystem":"Debian:12","name":"openssl"},"ranges":[{"type":"ECOSYSTEM","events":)" +
            events + "}]}]}");
  }
  Generation build(bool sample = false) {
    summary_ = build_generation({directory_ + "/osv", "", "", path(), Instant{1'000'000}, sample}).take();
    return Generation::open(path()).take();
  }
  std::string path() const { return directory_ + "/generation"; }
  static Package openssl(const std::string& version) {
    return {.type = "deb",
            .name = "libssl3",
            .version = version,
            .purl = "pkg:deb/debian/libssl3@" + version,
            .source = {"openssl", version},
            .locations = {{"var/lib/dpkg/status", ""}}};
  }
  static MatchResult run(const Generation& generation, const Package& package) {
    const OsRelease os{"debian", "12", "bookworm", "", ""};
    return match(generation, &os, std::vector{package}, Instant{1'000'000});
  }

  std::string directory_;
  BuildSummary summary_;
};

TEST_F(Matching, JoinsTheRecordsOfOneCve) {
  add_debian("DSA-1-1", R"("upstream":["CVE-2024-1","CVE-2024-2"],)",
             R"([{"introduced":"0"},{"fixed":"3.0.2"}])");
  add_debian("DEBIAN-CVE-2024-1", R"("upstream":["CVE-2024-1"],)",
             R"([{"introduced":"0"},{"fixed":"3.0.3"}])");
  const auto result = run(build(), openssl("3.0.1"));
  ASSERT_EQ(result.findings.size(), 2u);
  EXPECT_EQ(result.findings[0].id, "CVE-2024-1");
  EXPECT_EQ(result.findings[0].advisories, (std::vector<std::string>{"DEBIAN-CVE-2024-1", "DSA-1-1"}));
  EXPECT_EQ(result.findings[0].fixed_version, "3.0.3");
  EXPECT_EQ(result.findings[1].fixed_version, "3.0.2");
  EXPECT_EQ(result.findings[0].fingerprint.size(), 32u);
  EXPECT_TRUE(result.gaps.empty());
}

TEST_F(Matching, LeavesOutWithdrawnAndNamesDamagedRecords) {
  add_debian("DSA-1-1", R"("withdrawn":"2026-01-01T00:00:00Z","upstream":["CVE-2024-1"],)",
             R"([{"introduced":"0"}])");
  add("Debian", "DSA-2-1", "{");
  const auto generation = build();
  EXPECT_EQ(summary_.withdrawn, 1u);
  EXPECT_EQ(summary_.damaged, 1u);
  ASSERT_EQ(summary_.problems.size(), 1u);
  EXPECT_EQ(summary_.problems[0].where, "Debian/DSA-2-1.json");
}

TEST_F(Matching, ReportsWhatItCannotCompare) {
  add_debian("DSA-1-1", R"("upstream":["CVE-2024-1"],)", R"([{"introduced":"0"},{"fixed":"no version"}])");
  const auto result = run(build(), openssl("3.0.1"));
  EXPECT_TRUE(result.findings.empty());
  ASSERT_EQ(result.gaps.size(), 1u);
  EXPECT_EQ(result.gaps[0].kind, "unparsable_version");
}

TEST_F(Matching, ReportsUnknownDistributionsAndMissingFeeds) {
  add_debian("DSA-1-1", R"("upstream":["CVE-2024-1"],)", R"([{"introduced":"0"}])");
  const auto generation = build(true);
  const std::vector packages{openssl("3.0.1"), Package{.type = "npm", .name = "lodash", .version = "1.0.0"}};
  const auto result = match(generation, nullptr, packages, Instant{1'000'000 + 8 * 86'400});
  std::vector<std::string> kinds;
  for (const Gap& gap : result.gaps) kinds.push_back(gap.kind);
  EXPECT_EQ(kinds, (std::vector<std::string>{"no_feed_for_ecosystem", "sample_advisories", "stale_advisories",
                                             "unknown_distribution"}));
}

TEST_F(Matching, CarriesTheFirstDateTheWeaknessesAndTheEcosystem) {
  const std::string fixed = R"([{"introduced":"0"},{"fixed":"3.0.2"}])";
  add_debian("DSA-1-1", R"("published":"2024-03-01T00:00:00Z","upstream":["CVE-2024-1"],)", fixed);
  add_debian("DEBIAN-CVE-2024-1",
             R"("published":"2024-02-01T00:00:00Z","upstream":["CVE-2024-1"],
                "database_specific":{"cwe_ids":["CWE-79","CWE-20","CWE-79","no CWE",7]},)",
             fixed);
  add_debian("DSA-2-1",
             R"("published":"0001-01-01T00:00:00Z","upstream":["CVE-2024-2","CVE-2024-3"],
                "database_specific":{"cwe_ids":["CWE-1"]},)",
             fixed);
  const auto generation = build();
  EXPECT_TRUE(generation.verify());
  const auto result = run(generation, openssl("3.0.1"));
  ASSERT_EQ(result.findings.size(), 3u);
  EXPECT_EQ(format_instant(result.findings[0].published.value()), "2024-02-01T00:00:00Z");
  EXPECT_EQ(result.findings[0].cwes, (std::vector<std::string>{"CWE-20", "CWE-79"}));
  EXPECT_EQ(result.findings[0].ecosystem, "Debian:12");
  EXPECT_FALSE(result.findings[1].published);
  EXPECT_TRUE(result.findings[1].cwes.empty()) << "an erratum's weaknesses are not those of each of its CVEs";
}

TEST_F(Matching, KeepsTheFirstTwentyWeaknesses) {
  std::string ids;
  for (int i = 10; i < 31; ++i) ids += (ids.empty() ? "\"CWE-" : ",\"CWE-") + std::to_string(i) + "\"";
  add_debian("DSA-1-1", R"("upstream":["CVE-2024-1"],"database_specific":{"cwe_ids":[)" + ids + "]},",
             R"([{"introduced":"0"}])");
  const auto result = run(build(), openssl("3.0.1"));
  ASSERT_EQ(result.findings.size(), 1u);
  EXPECT_EQ(result.findings[0].cwes.size(), 20u);
  EXPECT_EQ(result.findings[0].cwes.back(), "CWE-29");
}

// The newest record is of 2026-01-01; 90 days later is 2026-04-01.
TEST_F(Matching, ReportsAFeedThatIsSilentForMoreThanNinetyDays) {
  add_debian("DSA-1-1", R"("upstream":["CVE-2024-1"],)", R"([{"introduced":"0"},{"fixed":"3.0.2"}])");
  add("npm", "GHSA-1", R"({"id":"GHSA-1","modified":"2020-01-01T00:00:00Z","affected":[]})");
  const auto built = parse_instant("2026-03-31T00:00:00Z").take();
  ASSERT_TRUE(build_generation({directory_ + "/osv", "", "", path(), built, false}));
  const auto generation = Generation::open(path()).take();
  const OsRelease os{"debian", "12", "bookworm", "", ""};
  const auto gaps_at = [&](const char* at, Package package) {
    return match(generation, &os, std::vector{package}, parse_instant(at).take()).gaps;
  };
  EXPECT_TRUE(gaps_at("2026-03-31T23:59:59Z", openssl("3.0.3")).empty());
  EXPECT_TRUE(gaps_at("2026-04-01T00:00:00Z", openssl("3.0.3")).empty());
  const auto gaps = gaps_at("2026-04-01T00:00:01Z", openssl("3.0.3"));
  ASSERT_EQ(gaps.size(), 1u) << "npm's feed is older, but no package asks for it";
  EXPECT_EQ(gaps[0].kind, "stale_feed");
  EXPECT_EQ(gaps[0].subject, "Debian");
  EXPECT_NE(gaps[0].reason.find("2026-01-01T00:00:00Z, more than 90 days before"), std::string::npos);
  const auto lodash = gaps_at("2026-03-31T00:00:00Z", {.type = "npm", .name = "lodash", .version = "1.0.0"});
  ASSERT_EQ(lodash.size(), 1u);
  EXPECT_EQ(lodash[0].subject, "npm");
}

TEST_F(Matching, ReportsAFeedWithoutAnyDate) {
  add("Debian", "DSA-1-1",
      R"({"id":"DSA-1-1","modified":"0001-01-01T00:00:00Z","affected":[{"package":{"ecosystem":"Debian:12",
         "name":"openssl"},"ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"},{"fixed":"1"}]}]}]})");
  const auto result = run(build(), openssl("3.0.3"));
  ASSERT_EQ(result.gaps.size(), 1u);
  EXPECT_EQ(result.gaps[0].kind, "stale_feed");
  EXPECT_NE(result.gaps[0].reason.find("none of its records says"), std::string::npos);
}

TEST_F(Matching, NamesTheCataloguesThatWereRead) {
  add_debian("DSA-1-1", R"("upstream":["CVE-2024-1"],)", R"([{"introduced":"0"}])");
  EXPECT_FALSE(build().info().has_feed(kKevFeed));
  std::ofstream(directory_ + "/kev") << R"({"dateReleased":"2025-08-25T17:04:19.9796Z","vulnerabilities":[
    {"cveID":"CVE-2024-1","dateAdded":"2025-01-01"},{"cveID":"CVE-2024-2","dateAdded":"2025-01-02"},{}]})";
  std::ofstream(directory_ + "/epss")
      << "#model_version:v2025,score_date:2026-01-01T12:55:00+0000\ncve,epss\nCVE-2024-1,0.5\nCVE-2024-2,7\n";
  ASSERT_TRUE(build_generation(
      {directory_ + "/osv", directory_ + "/kev", directory_ + "/epss", path(), Instant{1'000'000}, false}));
  const auto generation = Generation::open(path()).take();
  const auto& feeds = generation.info().feeds;
  ASSERT_EQ(feeds.size(), 3u);
  EXPECT_EQ(feeds[1].name, kKevFeed);
  EXPECT_EQ(feeds[1].modified, "2025-08-25T17:04:19Z");
  EXPECT_EQ(feeds[1].records, 2u);
  EXPECT_EQ(feeds[2].name, kEpssFeed);
  EXPECT_EQ(feeds[2].modified, "2026-01-01T12:55:00Z");
  EXPECT_EQ(feeds[2].records, 1u);
  const auto result = run(generation, openssl("3.0.1"));
  EXPECT_TRUE(result.findings.at(0).kev);
  EXPECT_TRUE(result.gaps.empty()) << "a catalogue is no ecosystem";
}

TEST_F(Matching, RefusesAFeedThatIsNamedLikeACatalogue) {
  add("KEV", "GHSA-1", R"({"id":"GHSA-1"})");
  const auto built = build_generation({directory_ + "/osv", "", "", path(), Instant{1'000'000}, false});
  ASSERT_FALSE(built);
  EXPECT_NE(built.error().message.find("is named like a catalogue"), std::string::npos);
}

TEST_F(Matching, RefusesTheGenerationOfAnotherVersion) {
  add_debian("DSA-1-1", R"("upstream":["CVE-2024-1"],)", R"([{"introduced":"0"}])");
  build();
  std::fstream file(path(), std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(layout::kDigestedFrom);
  file.put(1);
  file.close();
  const auto old = Generation::open(path());
  ASSERT_FALSE(old);
  EXPECT_NE(old.error().message.find("format version 1, this Lazaret reads 2"), std::string::npos);
}

TEST_F(Matching, EqualInputsGiveEqualBytesAndAChangedByteIsFound) {
  add_debian("DSA-1-1", R"("upstream":["CVE-2024-1"],)", R"([{"introduced":"0"}])");
  const std::string first = build().info().generation;
  const auto again = build();
  EXPECT_EQ(again.info().generation, first);
  EXPECT_TRUE(again.verify().has_value());
  std::fstream file(path(), std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(-1, std::ios::end);
  file.put('\xff');
  file.close();
  const auto damaged = Generation::open(path());
  ASSERT_TRUE(damaged.has_value());
  EXPECT_FALSE(damaged.value().verify().has_value());
}

}  // namespace
}  // namespace lazaret::advisory
