// SPDX-License-Identifier: Apache-2.0
// Hostile detector: makes a socket that sees every packet.
#include <arpa/inet.h>
#include <sys/socket.h>

#include "hostile.h"

HOSTILE("packet_socket", { hostile::must(::socket(AF_PACKET, SOCK_RAW, htons(3)) >= 0); })
