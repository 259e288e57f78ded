// SPDX-License-Identifier: Apache-2.0
// Hostile detector: runs a program of the image that belongs to root.
#include <unistd.h>

#include "hostile.h"

HOSTILE("run_setuid", {
  char path[512] = "";
  strncat(path, hostile::canary("directory"), 400);
  strcat(path, "/locked/ran");
  char touch[] = "touch", program[] = "setuid";
  char* const arguments[] = {touch, path, nullptr};
  hostile::must(::execve(program, arguments, nullptr) == 0);
})
