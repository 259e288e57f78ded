// SPDX-License-Identifier: Apache-2.0
// Hostile detector: talks to a socket in the file system, as of a container daemon.
#include <sys/socket.h>
#include <sys/un.h>

#include "hostile.h"

HOSTILE("unix_path", {
  const int fd = ::socket(AF_UNIX, SOCK_DGRAM, 0);
  hostile::must(fd >= 0);
  sockaddr_un to{};
  to.sun_family = AF_UNIX;
  strncpy(to.sun_path, hostile::canary("socket"), sizeof to.sun_path - 1);
  hostile::must(::sendto(fd, "x", 1, 0, reinterpret_cast<sockaddr*>(&to), sizeof to) == 1);
})
