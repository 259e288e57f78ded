// SPDX-License-Identifier: Apache-2.0
// Hostile detector: starts a process that is root of a namespace.
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "hostile.h"

HOSTILE("nest_users", {
  const long child = ::syscall(SYS_clone, CLONE_NEWUSER | CLONE_NEWNET | SIGCHLD, 0, 0, 0, 0);
  if (child == 0) ::_exit(0);
  hostile::must(child > 0);
  ::waitpid(static_cast<pid_t>(child), nullptr, 0);
})
