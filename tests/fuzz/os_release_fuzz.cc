// SPDX-License-Identifier: Apache-2.0
// Any bytes as each of the release files.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/base/result.h"
#include "plugins/os-release/os_release.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto fields = lazaret::os_release::parse_os_release(text);
  LZ_ASSERT(fields.id.size() <= size);
  LZ_ASSERT(lazaret::os_release::parse_alpine_release(text).id == "alpine");
  LZ_ASSERT(lazaret::os_release::parse_debian_version(text).id == "debian");
  LZ_ASSERT(lazaret::os_release::parse_redhat_release(text).version_id.size() <= size);
  return 0;
}
