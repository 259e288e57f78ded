// SPDX-License-Identifier: Apache-2.0
// Hostile detector: adds to a file.
#include <fcntl.h>
#include <unistd.h>

#include "hostile.h"

HOSTILE("append_file", {
  const int fd = ::open(hostile::canary("victim"), O_WRONLY | O_APPEND);
  hostile::must(fd >= 0 && ::write(fd, "x", 1) == 1);
})
