// SPDX-License-Identifier: Apache-2.0
// Hostile detector: makes the kernel signal a process when a file is ready.
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "hostile.h"

HOSTILE("signal_by_file", {
  const auto target = static_cast<int>(hostile::number("process"));
  int ends[2] = {4, 4};
  if (::fcntl(4, F_SETSIG, SIGURG) == 0 || errno == EBADF)
    hostile::must(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
  hostile::must(::fcntl(ends[0], F_SETOWN, target) == 0);
  hostile::must(::fcntl(ends[0], F_SETSIG, SIGURG) == 0);
  hostile::must(::fcntl(ends[0], F_SETFL, O_ASYNC) == 0);
  hostile::must(::write(ends[1], "x", 1) == 1);
})
