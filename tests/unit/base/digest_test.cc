// SPDX-License-Identifier: Apache-2.0
#include "core/base/digest.h"

#include <gtest/gtest.h>

namespace lazaret {
namespace {

TEST(Digest, HashesAsSha256Does) {
  EXPECT_EQ(sha256_of(std::string_view("abc")).text(),
            "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Digest, RefusesOtherAlgorithmsLengthsAndCases) {
  const std::string hex(64, 'a');
  EXPECT_TRUE(Digest::parse("sha256:" + hex));
  EXPECT_FALSE(Digest::parse("sha256:" + hex + "a"));
  EXPECT_FALSE(Digest::parse("sha256:" + hex.substr(1)));
  EXPECT_FALSE(Digest::parse("sha256:" + std::string(64, 'A')));
  EXPECT_FALSE(Digest::parse("md5:" + hex));
  EXPECT_FALSE(Digest::parse(hex));
}

}  // namespace
}  // namespace lazaret
