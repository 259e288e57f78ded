// SPDX-License-Identifier: Apache-2.0
// Hostile detector: becomes another program, by descriptor.
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "hostile.h"

HOSTILE("exec_by_descriptor", {
  char path[512] = "";
  strncat(path, hostile::canary("directory"), 400);
  strcat(path, "/ran");
  char touch[] = "touch", program[] = "/usr/bin/touch";
  char* const arguments[] = {touch, path, nullptr};
  hostile::must(::syscall(SYS_execveat, AT_FDCWD, program, arguments, nullptr, 0) == 0);
})
