// SPDX-License-Identifier: Apache-2.0
// Any bytes as an SQLite file: all blobs together are no longer than the file allows.
#include <cstddef>
#include <cstdint>
#include <span>

#include "core/base/result.h"
#include "plugins/rpm/sqlite_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  std::uint64_t blob_bytes = 0;
  const lazaret::rpm::BlobSink sink{[&](lazaret::rpm::Bytes blob) { blob_bytes += blob.size(); },
                                    [](const std::string& reason) { LZ_ASSERT(!reason.empty()); }};
  const auto done = lazaret::rpm::read_sqlite(bytes, sink);
  LZ_ASSERT(done || !done.error().message.empty());
  LZ_ASSERT(blob_bytes <= size * 2);
  return 0;
}
