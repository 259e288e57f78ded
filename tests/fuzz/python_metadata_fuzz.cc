// SPDX-License-Identifier: Apache-2.0
// Any bytes as METADATA and as RECORD: resolved paths never lead out of the root.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/base/result.h"
#include "plugins/python/file_record.h"
#include "plugins/python/metadata.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto metadata = lazaret::python::parse_metadata(text);
  if (metadata) LZ_ASSERT(!metadata->name.empty() && !metadata->version.empty());
  const auto check = [](std::string_view path) {
    LZ_ASSERT(!path.starts_with("/") && !path.starts_with("../"));
  };
  lazaret::python::for_each_recorded(text, "usr/lib/python3", check);
  lazaret::python::for_each_installed(text, "usr/lib/a.egg-info", check);
  return 0;
}
