// SPDX-License-Identifier: Apache-2.0
// Hostile detector: makes a file.
#include <fcntl.h>
#include <unistd.h>

#include "hostile.h"

HOSTILE("create_file", {
  char path[512] = "";
  strncat(path, hostile::canary("directory"), 400);
  strcat(path, "/made");
  hostile::must(::open(path, O_CREAT | O_WRONLY, 0600) >= 0);
})
