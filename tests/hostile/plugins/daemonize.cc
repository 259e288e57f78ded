// SPDX-License-Identifier: Apache-2.0
// Hostile detector: forks twice without libc's help, to outlive its job.
#include <sys/syscall.h>
#include <unistd.h>

#include "hostile.h"

HOSTILE("daemonize", {
  if (::syscall(SYS_fork) == 0) {
    (void)::syscall(SYS_fork);
    ::_exit(0);
  }
})
