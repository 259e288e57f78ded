// SPDX-License-Identifier: Apache-2.0
// Hostile detector: becomes another program.
#include <unistd.h>

#include "hostile.h"

HOSTILE("exec", {
  char path[512] = "";
  strncat(path, hostile::canary("directory"), 400);
  strcat(path, "/ran");
  char touch[] = "touch", program[] = "/usr/bin/touch";
  char* const arguments[] = {touch, path, nullptr};
  hostile::must(::execve(program, arguments, nullptr) == 0);
})
