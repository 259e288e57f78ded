// SPDX-License-Identifier: Apache-2.0
// Hostile detector: fills memory through a file system in it.
#include <fcntl.h>
#include <unistd.h>

#include "hostile.h"

HOSTILE("memory_files", {
  const int fd = ::open("/dev/shm", O_TMPFILE | O_RDWR, 0600);
  hostile::must(fd >= 0);
  static char block[1 << 20];
  for (int i = 0; i < 160; ++i) hostile::must(::write(fd, block, sizeof block) > 0);
})
