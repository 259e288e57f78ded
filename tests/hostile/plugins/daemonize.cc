// SPDX-License-Identifier: Apache-2.0
// Hostile detector: starts a process whose parents have ended, to outlive its job.
#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "hostile.h"

HOSTILE("daemonize", {
  char path[512] = "";
  strncat(path, hostile::canary("directory"), 400);
  strcat(path, "/child");
  const long child = ::syscall(SYS_fork);
  if (child == 0) {
    if (::syscall(SYS_fork) == 0) (void)::open(path, O_CREAT, 0600);
    ::_exit(0);
  }
  hostile::must(child > 0);
  ::waitpid(static_cast<pid_t>(child), nullptr, 0);
})
