// SPDX-License-Identifier: Apache-2.0
// Hostile detector: gives a file another name.
#include <unistd.h>

#include "hostile.h"

HOSTILE("link_file", {
  char path[512] = "";
  strncat(path, hostile::canary("directory"), 400);
  strcat(path, "/linked");
  hostile::must(::link(hostile::canary("victim"), path) == 0);
})
