// SPDX-License-Identifier: Apache-2.0
#include "core/archive/decoder.h"

#include <gtest/gtest.h>

#include "core/archive/decoders.h"
#include "tests/unit/archive/archive_helpers.h"

namespace lazaret::archive {
namespace {

Compression detected(std::string_view text) { return detect_compression(as_byte_span(text)); }

std::string message_of(std::string_view stored, const Limits& limits = {}) {
  const auto result = decode(stored, limits);
  return result.has_value() ? "no error" : result.error().message;
}

TEST(Decoder, RecognisesCompressionsByTheirMagic) {
  EXPECT_EQ(detected("\x1f\x8b\x08"), Compression::Gzip);
  EXPECT_EQ(detected("\x28\xb5\x2f\xfd"), Compression::Zstd);
  EXPECT_EQ(detected("\x50\x2a\x4d\x18"), Compression::Zstd);
  EXPECT_EQ(detected("\x5f\x2a\x4d\x18"), Compression::Zstd);
  EXPECT_EQ(detected("\x60\x2a\x4d\x18"), Compression::None);
  EXPECT_EQ(detected("BZh9"), Compression::Bzip2);
  EXPECT_EQ(detected(std::string_view("\xfd"
                                      "7zXZ\0",
                                      6)),
            Compression::Xz);
  EXPECT_EQ(detected(""), Compression::None);
  EXPECT_EQ(detected("\x1f\x8b"), Compression::None);
}

TEST(Decoder, NamesWhatIsSupportedWhenItMeetsXz) {
  const auto result =
      decode(std::string_view("\xfd"
                              "7zXZ\0\0\0",
                              8));
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, ErrorCode::Unsupported);
  EXPECT_EQ(result.error().message, "xz layers are not supported, supported are: none, gzip, zstd");
}

TEST(Decoder, GivesPlainBytesWhateverTheStepSize) {
  const std::string plain = sample_text(300'000);
  for (const std::string& stored : {plain, gzip_of(plain), zstd_of(plain)}) {
    for (const std::size_t step : {1ul, 7ul, 4096ul, 1ul << 20}) {
      TrickleSource source(stored, step);
      const auto decoder = open_decoder(source, Limits{});
      ASSERT_TRUE(decoder.has_value());
      const auto text = read_all(**decoder, step == 1 ? 4096 : step);
      ASSERT_TRUE(text.has_value()) << text.error().message;
      EXPECT_EQ(*text, plain);
      EXPECT_EQ((*decoder)->compressed_bytes(), stored.size());
      EXPECT_EQ((*decoder)->uncompressed_bytes(), plain.size());
    }
  }
}

TEST(Decoder, ReadsSeveralMembersAndFrames) {
  EXPECT_EQ(decode(gzip_of("one") + gzip_of("") + gzip_of("two")).value(), "onetwo");
  const std::string skippable("\x53\x2a\x4d\x18\x03\0\0\0abc", 11);
  EXPECT_EQ(decode(skippable + zstd_of("one") + skippable + zstd_of("two") + skippable).value(), "onetwo");
}

TEST(Decoder, TakesZeroPaddingAfterGzipButNothingElse) {
  const std::string stored = gzip_of("text");
  EXPECT_EQ(decode(stored + std::string(5000, '\0')).value(), "text");
  EXPECT_EQ(message_of(stored + "x"),
            "gzip stream is followed by other data at byte " + std::to_string(stored.size() + 1));
  EXPECT_NE(message_of(stored + std::string(3, '\0') + gzip_of("more")).find("followed by other data"),
            std::string::npos);
  EXPECT_NE(message_of(zstd_of("text") + "x"), "no error");
}

TEST(Decoder, TruncationAtEveryByteIsAnError) {
  const std::string plain = sample_text(2000);
  for (const std::string& stored : {gzip_of(plain), zstd_of(plain)}) {
    for (std::size_t length = kMagicBytes; length < stored.size(); ++length)
      EXPECT_NE(message_of(stored.substr(0, length)).find("ends early at byte"), std::string::npos) << length;
  }
}

TEST(Decoder, ComparesTheLengthThatGzipStates) {
  std::string stored = gzip_of("text");
  stored[stored.size() - 4] = 5;
  EXPECT_EQ(message_of(stored),
            "gzip stream gave 4 bytes but says 5 at byte " + std::to_string(stored.size()));
}

TEST(Decoder, GivesTheSameErrorAgain) {
  const std::string stored = gzip_of(sample_text(2000)).substr(0, 500);
  MemorySource source(as_byte_span(stored));
  const auto decoder = open_decoder(source, Limits{});
  const auto first = read_all(**decoder);
  const auto second = read_all(**decoder);
  ASSERT_FALSE(first.has_value());
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(first.error().message, second.error().message);
}

TEST(Decoder, HoldsLayerBytesExactly) {
  const std::string plain = sample_text(100'000);
  for (const std::string& stored : {plain, gzip_of(plain), zstd_of(plain)}) {
    Limits limits;
    for (const std::uint64_t allowed : {100'001u, 100'000u}) {
      limits.layer_bytes = allowed;
      EXPECT_EQ(decode(stored, limits).value().size(), 100'000u);
    }
    limits.layer_bytes = 99'999;
    const auto result = decode(stored, limits);
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().code, ErrorCode::LimitExceeded);
    EXPECT_NE(result.error().message.find("layer_bytes, 99999"), std::string::npos);
  }
}

TEST(Decoder, HoldsExpansionRatioOnceEnoughHasComeOut) {
  const std::string plain(1 << 20, 'a');
  for (const std::string& stored : {gzip_of(plain), zstd_of(plain)}) {
    Limits limits;
    limits.expansion_ratio = 10;
    limits.expansion_ratio_from_bytes = plain.size();
    EXPECT_TRUE(decode(stored, limits).has_value());
    limits.expansion_ratio_from_bytes = plain.size() - 1;
    const auto result = decode(stored, limits);
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().code, ErrorCode::LimitExceeded);
    EXPECT_NE(result.error().message.find("expansion_ratio, 10"), std::string::npos);
    limits.expansion_ratio = plain.size() / stored.size() + 1;
    EXPECT_TRUE(decode(stored, limits).has_value());
  }
}

TEST(Decoder, RefusesAZstdWindowAboveTheLimit) {
  // Frame header: no single segment, window descriptor 2^31, one empty raw last block.
  const std::string frame("\x28\xb5\x2f\xfd\x00\xa8\x01\x00\x00", 9);
  const auto result = decode(frame);
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, ErrorCode::LimitExceeded);
  EXPECT_NE(result.error().message.find("zstd_window_bytes"), std::string::npos);
  const std::string at_limit("\x28\xb5\x2f\xfd\x00\x88\x01\x00\x00", 9);  // 2^27
  EXPECT_TRUE(decode(at_limit).has_value());
  Limits below;
  below.zstd_window_bytes = (128u << 20) - 1;
  EXPECT_FALSE(decode(at_limit, below).has_value());
}

TEST(Decoder, SkipsInPlainStreamsByCount) {
  const std::string plain = sample_text(10'000);
  MemorySource source(as_byte_span(plain));
  const auto decoder = open_decoder(source, Limits{});
  ASSERT_TRUE((*decoder)->skip(9'990).has_value());
  EXPECT_EQ(read_all(**decoder).value(), plain.substr(9'990));
  EXPECT_EQ((*decoder)->uncompressed_bytes(), 10'000u);
  EXPECT_FALSE((*decoder)->skip(1).has_value());
}

#ifdef LAZARET_HAVE_ISAL
// What one backend makes of a stream: its text, or that it is an error.
std::string outcome(std::string_view stored, Result<std::unique_ptr<Inflater>> inflater, std::size_t step) {
  TrickleSource source(stored, step);
  const auto decoder = make_gzip_decoder(DecoderInput(source), Limits{}, inflater.take());
  const auto text = read_all(*decoder, 777);
  return text.has_value() ? "ok " + *text : "error";
}

TEST(Inflater, BackendsAgreeOnWholeCutAndDamagedStreams) {
  const std::string plain = sample_text(3000);
  const std::string stored = gzip_of(plain, 9) + gzip_of(plain, 0) + gzip_of(plain, 1);
  for (const std::size_t step : {1ul, 13ul, 1ul << 20})
    EXPECT_EQ(outcome(stored, make_isal_inflater(), step), "ok " + plain + plain + plain);
  for (std::size_t at = 0; at < stored.size(); ++at) {
    const std::string cut = stored.substr(0, at);
    EXPECT_EQ(outcome(cut, make_isal_inflater(), 100), outcome(cut, make_zlib_inflater(), 100)) << at;
    std::string damaged = stored;
    damaged[at] = static_cast<char>(damaged[at] ^ (1 << at % 8));
    EXPECT_EQ(outcome(damaged, make_isal_inflater(), 100), outcome(damaged, make_zlib_inflater(), 100)) << at;
  }
}
#endif

}  // namespace
}  // namespace lazaret::archive
