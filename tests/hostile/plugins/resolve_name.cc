// SPDX-License-Identifier: Apache-2.0
// Hostile detector: asks a name server.
#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <resolv.h>
#include <sys/socket.h>

#include "hostile.h"

HOSTILE("resolve_name", {
  ::res_init();
  _res.nscount = 1;
  _res.retry = 1;
  _res.retrans = 1;
  _res.nsaddr_list[0].sin_family = AF_INET;
  _res.nsaddr_list[0].sin_port = htons(static_cast<std::uint16_t>(hostile::number("udp")));
  _res.nsaddr_list[0].sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  addrinfo* found = nullptr;
  hostile::must(::getaddrinfo("canary.example", "80", nullptr, &found) != EAI_SYSTEM);
})
