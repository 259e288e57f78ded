// SPDX-License-Identifier: Apache-2.0
// Hostile detector: puts a link in the place of a file after the host has looked at it.
#include <unistd.h>

#include "hostile.h"

HOSTILE("symlink_swapped", {
  lz_file_info info{};
  info.struct_size = sizeof info;
  if (hostile::host->stat(hostile::host, hostile::text("swapped"), 0, &info) != LZ_OK)
    hostile::must_not(ENOENT);
  hostile::must(::unlink("swapped") == 0);
  hostile::must(::symlink(hostile::canary("secret"), "swapped") == 0);
  char stolen[64];
  const auto size = hostile::read_image("swapped", stolen, sizeof stolen);
  hostile::must(size > 0);
  hostile::tell(stolen, static_cast<std::size_t>(size));
})
