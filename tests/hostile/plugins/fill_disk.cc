// SPDX-License-Identifier: Apache-2.0
// Hostile detector: writes without end wherever it may.
#include <fcntl.h>
#include <unistd.h>

#include "hostile.h"

HOSTILE("fill_disk", {
  char path[512] = "";
  strncat(path, hostile::canary("directory"), 400);
  strcat(path, "/full");
  const int fd = ::open(path, O_CREAT | O_WRONLY, 0600);
  hostile::must(fd >= 0);
  static char block[1 << 20];
  for (int i = 0; i < 8; ++i) hostile::must(::write(fd, block, sizeof block) > 0);
})
