// SPDX-License-Identifier: Apache-2.0
#include "core/advisory/matcher.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>

#include "core/advisory/build.h"

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
