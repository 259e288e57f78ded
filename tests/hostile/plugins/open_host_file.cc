// SPDX-License-Identifier: Apache-2.0
// Hostile detector: reads a file of the host.
#include <fcntl.h>
#include <unistd.h>

#include "hostile.h"

HOSTILE("open_host_file", {
  const int fd = ::open(hostile::canary("secret"), O_RDONLY);
  hostile::must(fd >= 0);
  char stolen[64];
  const auto size = ::read(fd, stolen, sizeof stolen);
  hostile::must(size > 0);
  hostile::tell(stolen, static_cast<std::size_t>(size));
})
