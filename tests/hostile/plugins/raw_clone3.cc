// SPDX-License-Identifier: Apache-2.0
// Hostile detector: starts a process by clone3(2).
#include <fcntl.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "hostile.h"

HOSTILE("raw_clone3", {
  char path[512] = "";
  strncat(path, hostile::canary("directory"), 400);
  strcat(path, "/child");
  unsigned long long arguments[8] = {0, 0, 0, 0, SIGCHLD, 0, 0, 0};
  const long child = ::syscall(435, arguments, sizeof arguments);
  if (child == 0) {
    (void)::open(path, O_CREAT, 0600);
    ::_exit(0);
  }
  hostile::must(child > 0);
  ::waitpid(static_cast<pid_t>(child), nullptr, 0);
})
