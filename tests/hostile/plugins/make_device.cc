// SPDX-License-Identifier: Apache-2.0
// Hostile detector: makes a device.
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "hostile.h"

HOSTILE("make_device", {
  char path[512] = "";
  strncat(path, hostile::canary("directory"), 400);
  strcat(path, "/device");
  hostile::must(::mknod(path, S_IFCHR | 0600, ::makedev(1, 3)) == 0);
})
