// SPDX-License-Identifier: Apache-2.0
// Hostile detector: looks for a descriptor of a directory, from which a way could lead out.
#include <sys/stat.h>

#include "hostile.h"

HOSTILE("directories", {
  struct stat found {};
  for (int fd = 0; fd < 1024; ++fd)
    if (::fstat(fd, &found) == 0 && S_ISDIR(found.st_mode)) return;
  errno = ENOTDIR;
  hostile::must(false);
})
