// SPDX-License-Identifier: Apache-2.0
// Hostile detector: writes a file without a name and gives it one.
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "hostile.h"

HOSTILE("unnamed_file", {
  const int fd = ::open(hostile::canary("directory"), O_TMPFILE | O_WRONLY, 0600);
  hostile::must(fd >= 0);
  char from[64], to[512];
  snprintf(from, sizeof from, "/proc/self/fd/%d", fd);
  snprintf(to, sizeof to, "%s/named", hostile::canary("directory"));
  hostile::must(::linkat(AT_FDCWD, from, AT_FDCWD, to, AT_SYMLINK_FOLLOW) == 0);
})
