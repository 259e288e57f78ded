// SPDX-License-Identifier: Apache-2.0
// Hostile detector: opens a TCP connection to this machine.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "hostile.h"

HOSTILE("tcp_connect", {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  hostile::must(fd >= 0);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<std::uint16_t>(hostile::number("tcp")));
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  hostile::must(::connect(fd, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0);
})
