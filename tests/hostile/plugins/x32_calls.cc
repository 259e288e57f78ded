// SPDX-License-Identifier: Apache-2.0
// Hostile detector: calls the kernel by the numbers of x32.
#include <sys/syscall.h>
#include <unistd.h>

#include "hostile.h"

HOSTILE("x32_calls", { hostile::must(::syscall(0x40000000L | SYS_getpid) > 0); })
