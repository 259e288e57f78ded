// SPDX-License-Identifier: Apache-2.0
// Hostile detector: makes a socket that forges packets.
#include <netinet/in.h>
#include <sys/socket.h>

#include "hostile.h"

HOSTILE("raw_socket", { hostile::must(::socket(AF_INET, SOCK_RAW, IPPROTO_ICMP) >= 0); })
