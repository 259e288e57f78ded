// SPDX-License-Identifier: Apache-2.0
// Any bytes as a manifest, as pom.properties, as a file name and as an archive.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/base/fd.h"
#include "plugins/java/identity.h"
#include "plugins/java/manifest.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  LZ_ASSERT(lazaret::java::parse_manifest(text).bundle_symbolic_name.size() <= size);
  LZ_ASSERT(lazaret::java::parse_pom_properties(text).artifact.size() <= size);
  LZ_ASSERT(lazaret::java::split_file_name(text).artifact.size() <= size);
  const lazaret::java::Found found{
      [](const lazaret::java::Package& package) { LZ_ASSERT(!package.version.empty()); },
      [](std::string_view, const std::string& reason) { LZ_ASSERT(!reason.empty()); }};
  lazaret::Limits limits;
  limits.zip_entry_bytes = 1u << 20;
  lazaret::java::find_packages(lazaret::as_byte_span(text), "a.war", limits, found);
  return 0;
}
