// SPDX-License-Identifier: Apache-2.0
// The three rpm database readers against what rpm itself reads from the same files.
#include <gtest/gtest.h>

#include <algorithm>

#include "core/base/fd.h"
#include "plugins/rpm/database.h"
#include "tests/support/shared_data.h"

namespace lazaret::rpm {
namespace {

using Row = std::vector<std::string>;

struct Listing {
  std::vector<Row> rows;  // as packages.tsv, but [epoch:]version-release in one column
  std::vector<std::string> problems;
  std::size_t files = 0;
};

Listing list(const std::string& file) {
  Listing listing;
  const auto use = [&](const Package& package, const Header& header) {
    listing.rows.push_back({std::string(package.name), package.version, std::string(package.arch),
                            std::string(package.source_rpm), std::string(package.modularity),
                            std::string(package.license)});
    const auto done = header.for_each_file([&](std::string_view) { ++listing.files; });
    EXPECT_TRUE(done) << done.error().message;
  };
  const auto done = read_packages(as_byte_span(file), use,
                                  [&](std::string reason) { listing.problems.push_back(std::move(reason)); });
  if (!done) listing.problems.push_back(done.error().message);
  std::sort(listing.rows.begin(), listing.rows.end());
  return listing;
}

std::vector<Row> expected_rows(const std::string& table) {
  std::vector<Row> rows;
  for (const auto& row : test::read_table(table, false)) {
    if (row[0] == "name" || row[0] == "gpg-pubkey") continue;
    const std::string epoch = row[1].empty() ? "" : row[1] + ":";
    const auto column = [&](std::size_t at) { return at < row.size() ? row[at] : std::string(); };
    rows.push_back({row[0], epoch + row[2] + "-" + row[3], row[4], column(5), column(6), column(7)});
  }
  std::sort(rows.begin(), rows.end());
  return rows;
}

struct Sample {
  const char* folder;
  const char* file;
};

class RpmDatabase : public ::testing::TestWithParam<Sample> {};

TEST_P(RpmDatabase, HoldsWhatRpmReads) {
  const auto shared = test::shared_directory();
  if (!shared) GTEST_SKIP() << "no shared data: set LAZARET_SHARED";
  const std::string folder = *shared + "/rpmdb/" + GetParam().folder + "/";
  const auto file = test::read_data(folder + GetParam().file);
  const auto table = test::read_data(folder + "packages.tsv");
  if (!file || !table) GTEST_SKIP() << folder << " is not there";
  const Listing listing = list(*file);
  EXPECT_EQ(listing.problems, std::vector<std::string>());
  EXPECT_EQ(listing.rows, expected_rows(*table));
  EXPECT_FALSE(listing.rows.empty());
}

INSTANTIATE_TEST_SUITE_P(Real, RpmDatabase,
                         ::testing::Values(Sample{"cbl-mariner-2.0", "rpmdb.sqlite"},
                                           Sample{"sle15-bci", "Packages.db"},
                                           Sample{"libuuid-el8", "Packages"}, Sample{"dive", "Packages"},
                                           Sample{"hello-epoch", "Packages"},
                                           Sample{"rpm-testsuite", "rpmdb.sqlite"},
                                           Sample{"made/rockylinux-9", "rpmdb.sqlite"},
                                           Sample{"made/centos8-modularitylabel", "Packages"},
                                           Sample{"made/ubi8-s390x", "Packages"},
                                           Sample{"made/sle15-headers-as-bdb", "Packages"}));

TEST_P(RpmDatabase, CutAnywhereSaysThatSomethingIsMissing) {
  const auto shared = test::shared_directory();
  if (!shared) GTEST_SKIP() << "no shared data: set LAZARET_SHARED";
  const std::string folder = *shared + "/rpmdb/" + GetParam().folder + "/";
  const auto file = test::read_data(folder + GetParam().file);
  if (!file) GTEST_SKIP() << folder << " is not there";
  const std::size_t whole = list(*file).rows.size();
  for (std::size_t step = 0; step < 16; ++step) {
    const Listing listing = list(file->substr(0, file->size() * step / 16));
    EXPECT_TRUE(listing.rows.size() == whole || !listing.problems.empty())
        << step << "/16 of the file: " << listing.rows.size();
  }
}

TEST(RpmDatabaseFormat, RefusesWhatIsNoDatabase) {
  EXPECT_EQ(list("").problems, std::vector<std::string>{"neither SQLite nor ndb nor a Berkeley DB hash"});
  EXPECT_EQ(list(std::string(4096, 'x')).problems.size(), 1u);
}

}  // namespace
}  // namespace lazaret::rpm
