// SPDX-License-Identifier: Apache-2.0
// Opens, verifies and matches against bytes that claim to be an advisory generation. Size and checksum are
// made right first: a hostile mirror would, and behind them lies everything worth finding.
#include <cstring>
#include <string>

#include "core/advisory/generation.h"
#include "core/advisory/layout.h"
#include "core/advisory/matcher.h"
#include "core/base/digest.h"

namespace {

using lazaret::advisory::layout::Header;

int hex_value(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }

std::string with_right_header(const std::uint8_t* data, std::size_t size) {
  std::string bytes(reinterpret_cast<const char*>(data), size);
  if (size < sizeof(Header)) return bytes;
  Header header;
  std::memcpy(&header, bytes.data(), sizeof header);
  header.file_size = size;
  std::memcpy(bytes.data(), &header, sizeof header);
  const lazaret::Digest digest =
      lazaret::sha256_of(std::string_view(bytes).substr(lazaret::advisory::layout::kDigestedFrom));
  for (std::size_t i = 0; i < header.digest.size(); ++i)
    header.digest[i] =
        static_cast<std::uint8_t>(hex_value(digest.hex()[2 * i]) * 16 + hex_value(digest.hex()[2 * i + 1]));
  std::memcpy(bytes.data(), &header, sizeof header);
  return bytes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lazaret;
  auto file = make_memory_file("generation");
  if (!file.has_value() || !write_all(file.value(), as_byte_span(with_right_header(data, size))).has_value())
    return 0;
  const auto generation = advisory::Generation::open("/proc/self/fd/" + std::to_string(file.value().get()));
  if (!generation.has_value()) return 0;
  static_cast<void>(generation.value().verify());
  Package package{.type = "npm", .name = "lodash", .version = "4.17.20"};
  Package openssl{.type = "deb", .name = "libssl3", .version = "3.0.1-1", .source = {"openssl", "3.0.1-1"}};
  const OsRelease os{"debian", "12", "", "", ""};
  static_cast<void>(advisory::match(generation.value(), &os, std::vector{package, openssl}, Instant{}));
  return 0;
}
