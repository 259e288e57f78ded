// SPDX-License-Identifier: Apache-2.0
// Fuzzes the tar reader. Checksums are mended first, as a fuzzer cannot guess them; contents must have the
// size that they say.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "core/archive/tar_reader.h"

namespace {

using namespace lazaret;
using namespace lazaret::archive;

constexpr std::size_t kBlock = 512;

// Writes the right checksum into every block that has the look of a header.
void mend_checksums(std::string& bytes) {
  for (std::size_t at = 0; at + kBlock <= bytes.size(); at += kBlock) {
    if (bytes.compare(at + 257, 5, "ustar") != 0) continue;
    bytes.replace(at + 148, 8, "        ");
    unsigned sum = 0;
    for (std::size_t byte = at; byte < at + kBlock; ++byte) sum += static_cast<std::uint8_t>(bytes[byte]);
    for (std::size_t digit = 6; digit-- > 0; sum >>= 3)
      bytes[at + 148 + digit] = static_cast<char>('0' + (sum & 7));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string bytes(reinterpret_cast<const char*>(data), size);
  mend_checksums(bytes);
  Limits limits;
  limits.extended_header_bytes = 1u << 16;
  limits.sparse_map_entries = 1000;
  limits.file_bytes = 1u << 20;
  limits.entries_per_layer = 1000;
  MemorySource source(as_byte_span(bytes));
  TarReader reader(source, limits);
  for (;;) {
    const auto entry = reader.next();
    if (!entry.has_value() || !entry->has_value()) return 0;
    if ((*entry)->path.size() > limits.path_bytes || (*entry)->path.find('\0') != std::string::npos)
      std::abort();
    std::uint64_t total = 0;
    for (;;) {
      const auto piece = reader.read_block();
      if (!piece.has_value()) return 0;
      if (piece->empty()) break;
      total += piece->size();
    }
    if (total != (*entry)->size || reader.position() > bytes.size()) std::abort();
  }
}
