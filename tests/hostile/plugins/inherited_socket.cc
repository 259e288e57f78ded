// SPDX-License-Identifier: Apache-2.0
// Hostile detector: talks through a socket that its parents forgot to close.
#include <sys/socket.h>

#include "hostile.h"

HOSTILE("inherited_socket", {
  for (int fd = 0; fd < 1024; ++fd)
    if (::send(fd, "x", 1, MSG_DONTWAIT | MSG_NOSIGNAL) == 1) return;
  hostile::must(false);
})
