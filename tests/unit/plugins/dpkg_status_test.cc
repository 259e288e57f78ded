// SPDX-License-Identifier: Apache-2.0
#include "plugins/dpkg/status.h"

#include <gtest/gtest.h>

#include <string>

#include "plugins/dpkg/file_list.h"

namespace lazaret::dpkg {
namespace {

TEST(DpkgStatus, TakesNameVersionAndArchitecture) {
  const Status status = parse_status(
      "Package: bash\nStatus: install ok installed\nArchitecture: amd64\nVersion: 5.2.15-2+b7\n");
  ASSERT_EQ(status.packages.size(), 1u);
  EXPECT_EQ(status.packages[0].name, "bash");
  EXPECT_EQ(status.packages[0].version, "5.2.15-2+b7");
  EXPECT_EQ(status.packages[0].architecture, "amd64");
  EXPECT_EQ(status.packages[0].source_name, "bash");
  EXPECT_EQ(status.packages[0].source_version, "5.2.15-2+b7");
  EXPECT_TRUE(status.problems.empty());
}

TEST(DpkgStatus, TakesTheSourceWithItsOwnVersion) {
  const Status status = parse_status(
      "Package: libc6\nSource: glibc\nVersion: 2.36-9\n\nPackage: b\nSource: a (1:2-3)\nVersion: 2-3+b1\n");
  ASSERT_EQ(status.packages.size(), 2u);
  EXPECT_EQ(status.packages[0].source_name, "glibc");
  EXPECT_EQ(status.packages[0].source_version, "2.36-9");
  EXPECT_EQ(status.packages[1].source_name, "a");
  EXPECT_EQ(status.packages[1].source_version, "1:2-3");
}

TEST(DpkgStatus, CountsWhatIsOnDisk) {
  const std::string prefix = "Package: p\nVersion: 1\nStatus: install ok ";
  for (const char* state :
       {"installed", "unpacked", "half-configured", "half-installed", "triggers-awaited", "triggers-pending"})
    EXPECT_EQ(parse_status(prefix + state).packages.size(), 1u) << state;
  for (const char* state : {"not-installed", "config-files"})
    EXPECT_EQ(parse_status(prefix + state).packages.size(), 0u) << state;
}

TEST(DpkgStatus, KeepsTheOthersWhenAStanzaIsBroken) {
  const Status status =
      parse_status("Package: a\nVersion: 1\n\nVersion: 2\n\nPackage: c\n\nPackage: d\nVersion: 4\n");
  ASSERT_EQ(status.packages.size(), 2u);
  EXPECT_EQ(status.packages[1].name, "d");
  ASSERT_EQ(status.problems.size(), 2u);
  EXPECT_EQ(status.problems[0].line, 4u);
  EXPECT_EQ(status.problems[1].package, "c");
}

TEST(DpkgStatus, SaysWhereALineIsNoField) {
  const Status status = parse_status("Package: a\nnonsense\nVersion: 1\n");
  EXPECT_EQ(status.packages.size(), 1u);
  ASSERT_EQ(status.problems.size(), 1u);
  EXPECT_STREQ(status.problems[0].reason, "a line is neither a field nor continues one");
}

TEST(DpkgStatus, IgnoresContinuedLinesAndCaseOfFieldNames) {
  const Status status = parse_status("package: a\nDescription: x\n Version: 9\n .\nVERSION: 1\r\n");
  ASSERT_EQ(status.packages.size(), 1u);
  EXPECT_EQ(status.packages[0].version, "1");
  EXPECT_TRUE(status.problems.empty());
}

TEST(DpkgStatus, HasNothingInNothing) {
  EXPECT_TRUE(parse_status("").packages.empty());
  EXPECT_TRUE(parse_status("\n\n\n").problems.empty());
}

std::string joined(void (*for_each)(std::string_view, const std::function<void(std::string_view)>&),
                   std::string_view text) {
  std::string all;
  for_each(text, [&](std::string_view path) { all.append(path).append("|"); });
  return all;
}

TEST(DpkgFileList, LeavesOutDirectoriesWithSomethingBelow) {
  EXPECT_EQ(joined(for_each_listed, "/.\n/usr\n/usr/bin\n/usr/bin/a\n/usr/bin-x\n/var/empty\n"),
            "/usr/bin/a|/usr/bin-x|/var/empty|");
  EXPECT_EQ(joined(for_each_listed, ""), "");
}

TEST(DpkgFileList, TakesPathsAfterSums) {
  EXPECT_EQ(joined(for_each_summed, "0123456789abcdef0123456789abcdef  usr/bin/a b\nshort\n"),
            "usr/bin/a b|");
}

}  // namespace
}  // namespace lazaret::dpkg
