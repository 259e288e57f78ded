// SPDX-License-Identifier: Apache-2.0
// Any bytes as a worker's transcript, in pieces of any size: what is accepted is within its limits, and does
// not depend on how it was cut.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "sandbox/result_reader.h"

namespace {

using namespace lazaret;
using namespace lazaret::sandbox;

Expectation expectation_of(std::uint8_t choice) {
  Expectation expectation;
  expectation.kind = choice & 1 ? JobKind::Unpack : JobKind::Detect;
  expectation.plugin_id = choice & 1 ? "" : "p";
  expectation.plugin_version = choice & 1 ? "" : "1";
  expectation.packages = expectation.os = expectation.owns = (choice & 2) == 0;
  expectation.limits.records = 16;
  expectation.limits.string_bytes = 64;
  expectation.limits.frame_bytes = 512;
  expectation.limits.output_bytes = 4096;
  expectation.limits.log_bytes = 128;
  return expectation;
}

ResultReader read_in_pieces(std::span<const std::byte> bytes, std::size_t piece, std::uint8_t choice) {
  ResultReader reader(expectation_of(choice));
  while (!bytes.empty()) {
    const auto part = bytes.first(std::min(piece, bytes.size()));
    if (!reader.feed(part)) break;
    bytes = bytes.subspan(part.size());
  }
  return reader;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto bytes = std::as_bytes(std::span(data + 1, size - 1));
  const auto whole = read_in_pieces(bytes, size, data[0]);
  const auto pieces = read_in_pieces(bytes, 1 + data[0] / 4u, data[0]);
  LZ_ASSERT(whole.fault() == pieces.fault() && whole.problem() == pieces.problem());
  LZ_ASSERT(whole.complete() == pieces.complete());
  const auto& said = whole.transcript();
  LZ_ASSERT(said.detection.packages.size() + said.detection.gaps.size() <= 16);
  for (const auto& package : said.detection.packages)
    LZ_ASSERT(!package.name.empty() && package.name.size() <= 64);
  LZ_ASSERT(!whole.complete() || said.hello);
  return 0;
}
