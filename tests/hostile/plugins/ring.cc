// SPDX-License-Identifier: Apache-2.0
// Hostile detector: makes calls through a ring that no filter sees.
#include <sys/syscall.h>
#include <unistd.h>

#include "hostile.h"

HOSTILE("ring", {
  char parameters[120] = {};
  hostile::must(::syscall(SYS_io_uring_setup, 4, parameters) >= 0);
})
