// SPDX-License-Identifier: Apache-2.0
// Hostile detector: makes a call that no kernel has.
#include <sys/syscall.h>
#include <unistd.h>

#include "hostile.h"

HOSTILE("unknown_call", { hostile::must(::syscall(1000) >= 0); })
