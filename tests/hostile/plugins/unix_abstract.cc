// SPDX-License-Identifier: Apache-2.0
// Hostile detector: talks to a socket without a file, as of a session bus.
#include <sys/socket.h>
#include <sys/un.h>

#include "hostile.h"

HOSTILE("unix_abstract", {
  const int fd = ::socket(AF_UNIX, SOCK_DGRAM, 0);
  hostile::must(fd >= 0);
  const char* name = hostile::canary("abstract");
  sockaddr_un to{};
  to.sun_family = AF_UNIX;
  strncpy(to.sun_path + 1, name, sizeof to.sun_path - 2);
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + strlen(name));
  hostile::must(::sendto(fd, "x", 1, 0, reinterpret_cast<sockaddr*>(&to), size) == 1);
})
