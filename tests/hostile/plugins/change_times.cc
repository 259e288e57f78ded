// SPDX-License-Identifier: Apache-2.0
// Hostile detector: changes when a file was written.
#include <fcntl.h>
#include <sys/stat.h>

#include "hostile.h"

HOSTILE("change_times", {
  const timespec times[2] = {{1, 0}, {1, 0}};
  hostile::must(::utimensat(AT_FDCWD, hostile::canary("victim"), times, 0) == 0);
})
