// SPDX-License-Identifier: Apache-2.0
// Hostile detector: reads a file of the host through /proc/1/root.
#include <fcntl.h>
#include <unistd.h>

#include "hostile.h"

HOSTILE("magic_init_root", {
  char path[512] = "/proc/1/root";
  strncat(path, hostile::canary("secret"), 400);
  const int fd = ::open(path, O_RDONLY);
  hostile::must(fd >= 0);
  char stolen[64];
  const auto size = ::read(fd, stolen, sizeof stolen);
  hostile::must(size > 0);
  hostile::tell(stolen, static_cast<std::size_t>(size));
})
