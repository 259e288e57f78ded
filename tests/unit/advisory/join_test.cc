// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "core/advisory/hit.h"

namespace lazaret::advisory {
namespace {

using Ids = std::vector<std::string_view>;

Hit hit(std::string_view id, Ids cves, Ids aliases = {}) {
  Hit made;
  made.id = id;
  made.vulnerabilities = std::move(cves);
  made.aliases = std::move(aliases);
  return made;
}
Hit fixing(std::string_view id, std::vector<std::pair<std::string_view, std::string_view>> ranges,
           std::string_view fixed) {
  Hit made = hit(id, {});
  for (const auto& [introduced, end] : ranges)
    made.ranges.push_back(
        {RangeKind::Ecosystem, {{EventKind::Introduced, introduced}, {EventKind::Fixed, end}}});
  made.fixed = fixed;
  return made;
}

// "CVE-1: A B; CVE-2: A"
std::string joined(const std::vector<Hit>& hits) {
  std::string text;
  for (const auto& group : join_hits(hits)) {
    text += text.empty() ? "" : "; ";
    text += group.id + ":";
    for (const Hit* member : group.hits) text.append(" ").append(member->id);
  }
  return text;
}

std::string fixed_of(const std::vector<Hit>& hits) {
  VulnerabilityGroup group{"id", {}};
  for (const Hit& member : hits) group.hits.push_back(&member);
  return fixed_version_of(group, *package::find_version_scheme("dpkg"));
}

TEST(Join, GivesAnErratumToEachOfItsCves) {
  EXPECT_EQ(joined({hit("DSA-1", {"CVE-2", "CVE-1"}), hit("DEBIAN-CVE-1", {"CVE-1"})}),
            "CVE-1: DSA-1 DEBIAN-CVE-1; CVE-2: DSA-1");
  EXPECT_EQ(joined({}), "");
}

TEST(Join, LetsARecordWithoutACveFollowItsAliases) {
  EXPECT_EQ(joined({hit("GHSA-a", {"CVE-1"}), hit("PYSEC-1", {}, {"GHSA-a"})}), "CVE-1: GHSA-a PYSEC-1");
  EXPECT_EQ(joined({hit("PYSEC-1", {}, {"GHSA-a"}), hit("GHSA-a", {"CVE-1"})}), "CVE-1: PYSEC-1 GHSA-a");
  EXPECT_EQ(joined({hit("GHSA-a", {"CVE-1"}, {"GO-1"}), hit("X-1", {}, {"GO-1"})}), "CVE-1: GHSA-a X-1");
  EXPECT_EQ(joined({hit("A", {}, {"B"}), hit("B", {}, {"C"}), hit("C", {"CVE-1"})}), "CVE-1: A B C");
}

// Two CVEs stay two, although a third record is a neighbour of both.
TEST(Join, DoesNotJoinTwoCvesThroughARecordOfBoth) {
  EXPECT_EQ(joined({hit("A", {"CVE-1"}, {"X"}), hit("B", {"CVE-2"}, {"X"})}), "CVE-1: A; CVE-2: B");
  EXPECT_EQ(joined({hit("A", {"CVE-1"}, {"X"}), hit("B", {"CVE-2"}, {"X"}), hit("X", {})}),
            "CVE-1: A X; CVE-2: B X");
}

TEST(Join, NamesAGroupWithoutACveByItsFirstId) {
  EXPECT_EQ(joined({hit("MAL-2", {}, {"GHSA-a"}), hit("GHSA-a", {}, {"MAL-2"}), hit("OTHER", {})}),
            "GHSA-a: MAL-2 GHSA-a; OTHER: OTHER");
}

TEST(Join, TakesTheHighestFixOfARecordSet) {
  EXPECT_EQ(fixed_of({fixing("A", {{"0", "1.9"}}, "1.9"), fixing("B", {{"0", "1.10"}}, "1.10")}), "1.10");
  EXPECT_EQ(fixed_of({fixing("A", {{"0", "1.9"}}, "1.9"), hit("B", {})}), "1.9");
  EXPECT_EQ(fixed_of({hit("A", {})}), "");
}

// The fix of one record lies within a later range of another: the answer must leave both.
TEST(Join, LooksForAVersionThatLeavesEveryRange) {
  EXPECT_EQ(fixed_of({fixing("A", {{"0", "2.5"}}, "2.5"),
                      fixing("B", {{"0", "1.5"}, {"2.0", "2.7"}, {"2.7", "3.0"}}, "1.5")}),
            "3.0");
}

TEST(Join, LeavesOutAFixThatCannotBeCompared) {
  EXPECT_EQ(fixed_of({fixing("A", {{"0", "2.5"}}, "2.5"), fixing("B", {{"0", "no version"}}, "no version")}),
            "2.5");
}

}  // namespace
}  // namespace lazaret::advisory
