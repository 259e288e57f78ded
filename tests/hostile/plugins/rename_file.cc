// SPDX-License-Identifier: Apache-2.0
// Hostile detector: moves a file.
#include <stdio.h>

#include "hostile.h"

HOSTILE("rename_file", {
  char path[512] = "";
  strncat(path, hostile::canary("directory"), 400);
  strcat(path, "/moved");
  hostile::must(::rename(hostile::canary("victim"), path) == 0);
})
