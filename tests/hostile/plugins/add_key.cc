// SPDX-License-Identifier: Apache-2.0
// Hostile detector: stores a key.
#include <sys/syscall.h>
#include <unistd.h>

#include "hostile.h"

HOSTILE("add_key", { hostile::must(::syscall(SYS_add_key, "user", "hostile", "x", 1, -2) >= 0); })
