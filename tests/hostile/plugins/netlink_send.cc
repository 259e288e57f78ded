// SPDX-License-Identifier: Apache-2.0
// Hostile detector: sends a message to another process through the kernel.
#include <linux/netlink.h>
#include <sys/socket.h>

#include "hostile.h"

HOSTILE("netlink_send", {
  const int fd = ::socket(AF_NETLINK, SOCK_DGRAM, NETLINK_USERSOCK);
  hostile::must(fd >= 0);
  sockaddr_nl to{};
  to.nl_family = AF_NETLINK;
  to.nl_pid = static_cast<std::uint32_t>(hostile::number("netlink"));
  hostile::must(::sendto(fd, "0123456789abcdef", 16, 0, reinterpret_cast<sockaddr*>(&to), sizeof to) == 16);
})
