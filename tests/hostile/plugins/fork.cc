// SPDX-License-Identifier: Apache-2.0
// Hostile detector: starts a process.
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "hostile.h"

HOSTILE("fork", {
  char path[512] = "";
  strncat(path, hostile::canary("directory"), 400);
  strcat(path, "/child");
  const pid_t child = ::fork();
  if (child == 0) {
    (void)::open(path, O_CREAT, 0600);
    ::_exit(0);
  }
  hostile::must(child > 0);
  ::waitpid(static_cast<pid_t>(child), nullptr, 0);
})
