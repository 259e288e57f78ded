// SPDX-License-Identifier: Apache-2.0
#include "plugins/apk/installed.h"

#include <gtest/gtest.h>

namespace lazaret::apk {
namespace {

struct Parsed {
  Installed installed;
  std::string files;
};

Parsed parse(std::string_view text) {
  Parsed parsed;
  parsed.installed =
      parse_installed(text, [&](std::string_view path) { parsed.files.append(path).append("|"); });
  return parsed;
}

TEST(ApkInstalled, TakesFieldsAndFiles) {
  const Parsed parsed = parse(
      "C:Q1x=\nP:busybox-binsh\nV:1.36.1-r19\nA:x86_64\nL:GPL-2.0-only\no:busybox\nF:\nR:x\nF:bin\nR:sh\na:0:"
      "0:777\n\n");
  ASSERT_EQ(parsed.installed.packages.size(), 1u);
  const Package& package = parsed.installed.packages[0];
  EXPECT_EQ(package.name, "busybox-binsh");
  EXPECT_EQ(package.version, "1.36.1-r19");
  EXPECT_EQ(package.architecture, "x86_64");
  EXPECT_EQ(package.origin, "busybox");
  EXPECT_EQ(package.license, "GPL-2.0-only");
  EXPECT_EQ(parsed.files, "x|bin/sh|");
}

TEST(ApkInstalled, NeedsNoEmptyLineAtTheEnd) { EXPECT_EQ(parse("P:a\nV:1").installed.packages.size(), 1u); }

TEST(ApkInstalled, KeepsTheOthersWhenAnEntryIsBroken) {
  const Parsed parsed = parse("P:a\n\nV:1\n\nP:c\nV:2\nnonsense\n\nP:d\nV:3\n");
  ASSERT_EQ(parsed.installed.packages.size(), 2u);
  ASSERT_EQ(parsed.installed.problems.size(), 3u);
  EXPECT_STREQ(parsed.installed.problems[0].reason, "the version (V) is missing");
  EXPECT_EQ(parsed.installed.problems[1].line, 3u);
  EXPECT_EQ(parsed.installed.problems[2].package, "c");
}

}  // namespace
}  // namespace lazaret::apk
