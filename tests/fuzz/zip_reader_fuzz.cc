// SPDX-License-Identifier: Apache-2.0
// Fuzzes the zip reader: directory and every entry. What is read must have the size that it says.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "core/archive/zip_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lazaret;
  Limits limits;
  limits.zip_entries = 100;
  const auto zip = archive::ZipReader::open(std::as_bytes(std::span(data, size)), limits);
  if (!zip.has_value()) return 0;
  if (zip->entries().size() > limits.zip_entries) std::abort();
  for (const archive::ZipEntry& entry : zip->entries()) {
    if (zip->find(entry.name) == nullptr) std::abort();
    const auto content = zip->read_entry(entry, 1u << 16);
    if (content.has_value() && content->size() != entry.size) std::abort();
  }
  return 0;
}
