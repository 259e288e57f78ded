// SPDX-License-Identifier: Apache-2.0
#include "plugins/os-release/os_release.h"

#include <gtest/gtest.h>

namespace lazaret::os_release {
namespace {

TEST(OsRelease, ResolvesQuotesAndEscapes) {
  const Fields fields = parse_os_release(
      "# a comment\nID=debian\nVERSION_ID=\"12\"\nPRETTY_NAME='a \"b\\'\nID_LIKE=\"x \\\"\\$y\\\\ "
      "\\n\"\nVERSION_CODENAME=book\\worm\n");
  EXPECT_EQ(fields.id, "debian");
  EXPECT_EQ(fields.version_id, "12");
  EXPECT_EQ(fields.pretty_name, "a \"b\\");
  EXPECT_EQ(fields.id_like, "x \"$y\\ \\n");
  EXPECT_EQ(fields.codename, "bookworm");
}

TEST(OsRelease, LastAssignmentWins) { EXPECT_EQ(parse_os_release("ID=a\nID=b\n").id, "b"); }

TEST(OsRelease, IgnoresWhatIsNoAssignment) {
  EXPECT_EQ(parse_os_release("ID\n=x\nexport ID=c\n").id, "");
  EXPECT_EQ(parse_os_release("").id, "");
  EXPECT_EQ(parse_os_release("ID=\"open").id, "open");
}

TEST(OsRelease, ReadsOlderFiles) {
  EXPECT_EQ(parse_alpine_release("3.18.9\n").version_id, "3.18.9");
  EXPECT_EQ(parse_debian_version("12.5\n").version_id, "12");
  EXPECT_EQ(parse_debian_version("trixie/sid\n").codename, "trixie");
  EXPECT_EQ(parse_debian_version("trixie/sid\n").version_id, "");
  const Fields centos = parse_redhat_release("CentOS Linux release 7.9.2009 (Core)\n");
  EXPECT_EQ(centos.id + " " + centos.version_id, "centos 7.9.2009");
  EXPECT_EQ(parse_redhat_release("Red Hat Enterprise Linux Server release 6.10 (Santiago)").version_id,
            "6.10");
  EXPECT_EQ(parse_redhat_release("Something else").id, "");
}

}  // namespace
}  // namespace lazaret::os_release
