// SPDX-License-Identifier: Apache-2.0
// Hostile detector: gives a name to what it has open.
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "hostile.h"

HOSTILE("link_descriptor", {
  const int fd = ::open(hostile::canary("victim"), O_RDONLY);
  char from[64], to[512];
  snprintf(from, sizeof from, "/proc/self/fd/%d", fd < 0 ? 3 : fd);
  snprintf(to, sizeof to, "%s/named", hostile::canary("directory"));
  hostile::must(::linkat(AT_FDCWD, from, AT_FDCWD, to, AT_SYMLINK_FOLLOW) == 0);
})
