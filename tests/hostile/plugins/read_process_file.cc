// SPDX-License-Identifier: Apache-2.0
// Hostile detector: reads the memory of another process as a file.
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "hostile.h"

HOSTILE("read_process_file", {
  char path[64], stolen[32] = {};
  snprintf(path, sizeof path, "/proc/%ld/mem", hostile::number("process"));
  const int fd = ::open(path, O_RDONLY);
  hostile::must(fd >= 0);
  hostile::must(::pread(fd, stolen, sizeof stolen, hostile::number("memory")) > 0);
  hostile::tell(stolen, strnlen(stolen, sizeof stolen));
})
