// SPDX-License-Identifier: Apache-2.0
// Hostile detector: connects by multipath TCP, which Landlock does not see.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "hostile.h"

HOSTILE("mptcp_connect", {
  constexpr int kMultipath = 262;
  const int fd = ::socket(AF_INET, SOCK_STREAM, kMultipath);
  hostile::must(fd >= 0);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<std::uint16_t>(hostile::number("tcp")));
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  hostile::must(::connect(fd, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0);
})
