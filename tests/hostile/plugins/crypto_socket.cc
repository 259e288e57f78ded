// SPDX-License-Identifier: Apache-2.0
// Hostile detector: makes a socket to the cipher code of the kernel.
#include <sys/socket.h>

#include "hostile.h"

HOSTILE("crypto_socket", { hostile::must(::socket(AF_ALG, SOCK_SEQPACKET, 0) >= 0); })
