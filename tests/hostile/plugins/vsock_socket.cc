// SPDX-License-Identifier: Apache-2.0
// Hostile detector: makes a socket to the hypervisor.
#include <sys/socket.h>

#include "hostile.h"

HOSTILE("vsock_socket", { hostile::must(::socket(AF_VSOCK, SOCK_STREAM, 0) >= 0); })
