// SPDX-License-Identifier: Apache-2.0
// Hostile detector: starts a process that borrows its memory.
#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "hostile.h"

HOSTILE("vfork", {
  const char* path = hostile::canary("victim");
  const pid_t child = ::vfork();
  if (child == 0) ::_exit(::unlink(path));
  hostile::must(child > 0);
  ::waitpid(static_cast<pid_t>(child), nullptr, 0);
})
