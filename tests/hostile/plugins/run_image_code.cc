// SPDX-License-Identifier: Apache-2.0
// Hostile detector: runs the bytes of a file of the image where they lie.
#include <sys/mman.h>

#include "hostile.h"

HOSTILE("run_image_code", {
  lz_file_info info{};
  info.struct_size = sizeof info;
  const void* data = nullptr;
  std::uint64_t size = 0;
  const auto* host = hostile::host;
  if (host->stat(host, hostile::text("code.so"), 0, &info) != LZ_OK) hostile::must_not(ENOENT);
  if (host->map(host, info.node, &data, &size) != LZ_OK) hostile::must_not(ENODATA);
  const auto page = reinterpret_cast<std::uintptr_t>(data) & ~std::uintptr_t{4095};
  hostile::must(::mprotect(reinterpret_cast<void*>(page), 4096, PROT_READ | PROT_EXEC) == 0);
})
