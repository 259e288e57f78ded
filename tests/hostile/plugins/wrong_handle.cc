// SPDX-License-Identifier: Apache-2.0
// Hostile detector: reads files by handles that it made up.
#include "hostile.h"

HOSTILE("wrong_handle", {
  char stolen[64];
  const auto* host = hostile::host;
  for (std::uint64_t node = 64; node < 1024; ++node) {
    const auto size = host->read_at(host, node, 0, stolen, sizeof stolen);
    if (size > 0) return hostile::tell(stolen, static_cast<std::size_t>(size));
  }
  const void* data = nullptr;
  std::uint64_t size = 0;
  const std::uint64_t made_up[] = {~0ull, 1ull << 63, 1ull << 32};
  for (const auto node : made_up)
    if (host->map(host, node, &data, &size) == LZ_OK) return;
  hostile::must_not(EINVAL);
})
