// SPDX-License-Identifier: Apache-2.0
#include "core/advisory/distro_ecosystems.h"

#include <gtest/gtest.h>

namespace lazaret::advisory {
namespace {

const std::vector<FeedCoverage>& coverage() {
  static const std::vector<FeedCoverage> kCoverage{
      {"AlmaLinux", {"AlmaLinux:8", "AlmaLinux:9"}},
      {"Alpine", {"Alpine:v3.2", "Alpine:v3.20", "Alpine:v3.21"}},
      {"Azure Linux", {"Azure Linux:2", "Azure Linux:3"}},
      {"Debian", {"Debian:1", "Debian:11", "Debian:12", "Debian:13"}},
      {"Red Hat",
       {"Red Hat:enterprise_linux:8::appstream", "Red Hat:enterprise_linux:8::baseos",
        "Red Hat:enterprise_linux:8", "Red Hat:enterprise_linux:80", "Red Hat:rhel_eus:8.6::baseos",
        "Red Hat:enterprise_linux_eus:8", "Red Hat:enterprise_linux:9::baseos"}},
      {"SUSE",
       {"SUSE:Linux Enterprise Server 15 SP3", "SUSE:Linux Enterprise Server 15 SP3-LTSS",
        "SUSE:Linux Enterprise Module for Basesystem 15 SP3",
        "SUSE:Linux Enterprise Module for Basesystem 15 SP4", "SUSE:Linux Enterprise Server 15",
        "SUSE:Linux Enterprise Server for SAP Applications 15 SP3", "SUSE:Linux Enterprise Desktop 15 SP3",
        "SUSE:Linux Enterprise Micro 5.5"}},
      {"Ubuntu", {"Ubuntu:22.04:LTS", "Ubuntu:Pro:22.04:LTS", "Ubuntu:22.10", "Ubuntu:22.0"}},
      {"Wolfi", {"Wolfi"}},
      {"openSUSE", {"openSUSE:Leap 15.5", "openSUSE:Leap Micro 5.5", "openSUSE:Tumbleweed"}}};
  return kCoverage;
}

using Names = std::vector<std::string_view>;

Names ecosystems_of(const std::string& id, const std::string& version) {
  const OsRelease os{id, version, "", "", ""};
  auto feeds = find_distro_feeds(&os, coverage());
  EXPECT_EQ(feeds.ecosystems.empty(), feeds.gap.has_value()) << id << " " << version;
  return feeds.ecosystems;
}
std::string gap_of(const OsRelease* os, const std::vector<FeedCoverage>& feeds) {
  const auto found = find_distro_feeds(os, feeds);
  EXPECT_TRUE(found.ecosystems.empty());
  return found.gap ? found.gap->kind : "";
}

TEST(DistroEcosystems, TakeTheMajorReleaseWhereAFeedHasOnlyThat) {
  EXPECT_EQ(ecosystems_of("debian", "12"), Names{"Debian:12"});
  EXPECT_EQ(ecosystems_of("debian", "12.5"), Names{"Debian:12"});
  EXPECT_EQ(ecosystems_of("debian", "1"), Names{"Debian:1"});
  EXPECT_EQ(ecosystems_of("almalinux", "9.3"), Names{"AlmaLinux:9"});
  EXPECT_EQ(ecosystems_of("azurelinux", "3.0"), Names{"Azure Linux:3"});
  EXPECT_EQ(ecosystems_of("mariner", "2.0"), Names{"Azure Linux:2"});
}

TEST(DistroEcosystems, TakeTheBranchOfAlpineAndNeverEdge) {
  EXPECT_EQ(ecosystems_of("alpine", "3.20.3"), Names{"Alpine:v3.20"});
  EXPECT_EQ(ecosystems_of("alpine", "3.2.0"), Names{"Alpine:v3.2"});
  EXPECT_EQ(ecosystems_of("alpine", "3.20"), Names{"Alpine:v3.20"});
  EXPECT_EQ(ecosystems_of("alpine", "3.21.0_alpha20240923"), Names{});
  EXPECT_EQ(ecosystems_of("alpine", "3"), Names{});
}

TEST(DistroEcosystems, LeaveOutWhatOnlySubscribersGet) {
  EXPECT_EQ(ecosystems_of("ubuntu", "22.04"), Names{"Ubuntu:22.04:LTS"});
  EXPECT_EQ(ecosystems_of("ubuntu", "22.10"), Names{"Ubuntu:22.10"});
  EXPECT_EQ(ecosystems_of("rhel", "8.6"),
            (Names{"Red Hat:enterprise_linux:8::appstream", "Red Hat:enterprise_linux:8::baseos",
                   "Red Hat:enterprise_linux:8"}));
}

TEST(DistroEcosystems, ReadServicePacksAndModulesOfSuse) {
  EXPECT_EQ(ecosystems_of("sles", "15.3"), (Names{"SUSE:Linux Enterprise Server 15 SP3",
                                                  "SUSE:Linux Enterprise Module for Basesystem 15 SP3"}));
  EXPECT_EQ(ecosystems_of("sles", "15"), Names{"SUSE:Linux Enterprise Server 15"});
  EXPECT_EQ(ecosystems_of("sles", "15.0"), Names{"SUSE:Linux Enterprise Server 15"});
  EXPECT_EQ(ecosystems_of("sled", "15.3"), (Names{"SUSE:Linux Enterprise Module for Basesystem 15 SP3",
                                                  "SUSE:Linux Enterprise Desktop 15 SP3"}));
  EXPECT_EQ(ecosystems_of("sle-micro", "5.5"), Names{"SUSE:Linux Enterprise Micro 5.5"});
  EXPECT_EQ(ecosystems_of("opensuse-leap", "15.5"), Names{"openSUSE:Leap 15.5"});
  EXPECT_EQ(ecosystems_of("opensuse-leap-micro", "5.5"), Names{"openSUSE:Leap Micro 5.5"});
  EXPECT_EQ(ecosystems_of("opensuse-tumbleweed", "20260101"), Names{"openSUSE:Tumbleweed"});
}

TEST(DistroEcosystems, NeedNoReleaseWhereThereIsNone) {
  EXPECT_EQ(ecosystems_of("wolfi", "20230201"), Names{"Wolfi"});
  EXPECT_EQ(ecosystems_of("chainguard", ""), Names{"Wolfi"});
}

TEST(DistroEcosystems, SayWhyNothingWasFound) {
  EXPECT_EQ(gap_of(nullptr, coverage()), "unknown_distribution");
  for (const auto& [id, version, kind] : {std::tuple{"", "1", "unknown_distribution"},
                                          {"plan9", "4", "unknown_distribution"},
                                          {"Debian", "12", "unknown_distribution"},
                                          {"debian", "", "unknown_release"},
                                          {"debian", "99", "no_feed_for_release"},
                                          {"rocky", "9", "no_feed_for_ecosystem"}}) {
    const OsRelease os{id, version, "", "", ""};
    EXPECT_EQ(gap_of(&os, coverage()), kind) << id << " " << version;
  }
}

}  // namespace
}  // namespace lazaret::advisory
