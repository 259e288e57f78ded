// SPDX-License-Identifier: Apache-2.0
#include "core/source/content_choice.h"

#include <gtest/gtest.h>

namespace lazaret::source {
namespace {

constexpr image::FileClass kElf{true, false, false};
constexpr image::FileClass kScript{false, true, true};
constexpr image::FileClass kText{false, false, true};
constexpr image::FileClass kOther{};

ContentChoice choice(FileAsk ask, std::uint64_t elf_buffer_bytes = 1000) {
  Limits limits;
  limits.elf_buffer_bytes = elf_buffer_bytes;
  return {AskSet{{std::move(ask)}}, limits};
}

TEST(ContentChoice, WantsWhatAnAskMatches) {
  const auto chosen = choice({{"**/package.json"}, ContentClass::Any, 100, {}});
  EXPECT_TRUE(chosen.any_matches("a/package.json"));
  EXPECT_FALSE(chosen.any_matches("a/other.json"));
  EXPECT_TRUE(chosen.wanted("a/package.json", kOther, 100));
  EXPECT_FALSE(chosen.wanted("a/other.json", kOther, 100));
}

TEST(ContentChoice, HoldsTheCapOfTheAsk) {
  const auto chosen = choice({{"f"}, ContentClass::Any, 100, {}});
  EXPECT_TRUE(chosen.wanted("f", kText, 99));
  EXPECT_TRUE(chosen.wanted("f", kText, 100));
  EXPECT_FALSE(chosen.wanted("f", kText, 101));
}

TEST(ContentChoice, HoldsTheElfBufferWhereOnlySectionsAreAsked) {
  const auto chosen = choice({{"f"}, ContentClass::Elf, 5000, {".note"}}, 1000);
  EXPECT_TRUE(chosen.wanted("f", kElf, 1000));
  EXPECT_FALSE(chosen.wanted("f", kElf, 1001));
  EXPECT_TRUE(choice({{"f"}, ContentClass::Elf, 5000, {}}, 1000).wanted("f", kElf, 5000));
}

TEST(ContentChoice, FitsTheClassOfTheAsk) {
  const auto wanted = [](ContentClass asked, const image::FileClass& found) {
    return choice({{"f"}, asked, 100, {}}).wanted("f", found, 1);
  };
  EXPECT_TRUE(wanted(ContentClass::Elf, kElf));
  EXPECT_FALSE(wanted(ContentClass::Elf, kScript));
  EXPECT_TRUE(wanted(ContentClass::Script, kScript));
  EXPECT_FALSE(wanted(ContentClass::Script, kText));
  EXPECT_TRUE(wanted(ContentClass::Text, kText));
  EXPECT_TRUE(wanted(ContentClass::Text, kScript));
  EXPECT_FALSE(wanted(ContentClass::Text, kOther));
  EXPECT_TRUE(wanted(ContentClass::Any, kOther));
}

TEST(ContentChoice, NamesTheClass) {
  EXPECT_EQ(class_word(kElf), "elf");
  EXPECT_EQ(class_word(kScript), "script");
  EXPECT_EQ(class_word(kText), "text");
  EXPECT_EQ(class_word(kOther), "other");
}

}  // namespace
}  // namespace lazaret::source
