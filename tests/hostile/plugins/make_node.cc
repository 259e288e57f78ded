// SPDX-License-Identifier: Apache-2.0
// Hostile detector: makes a named pipe.
#include <sys/stat.h>

#include "hostile.h"

HOSTILE("make_node", {
  char path[512] = "";
  strncat(path, hostile::canary("directory"), 400);
  strcat(path, "/node");
  hostile::must(::mknod(path, S_IFIFO | 0600, 0) == 0);
})
