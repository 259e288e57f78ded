// SPDX-License-Identifier: Apache-2.0
// Hostile detector: looks for a directory among its descriptors and climbs out of it.
#include <fcntl.h>
#include <unistd.h>

#include "hostile.h"

HOSTILE("dot_dot", {
  int file = -1;
  for (int fd = 3; fd < 1024 && file < 0; ++fd) file = ::openat(fd, "../secret", O_RDONLY);
  if (file < 0) hostile::must_not(ENOTDIR);
  char stolen[64];
  const auto size = ::read(file, stolen, sizeof stolen);
  hostile::must(size > 0);
  hostile::tell(stolen, static_cast<std::size_t>(size));
})
