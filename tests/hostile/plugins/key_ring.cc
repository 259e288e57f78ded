// SPDX-License-Identifier: Apache-2.0
// Hostile detector: asks for the keys of its session.
#include <sys/syscall.h>
#include <unistd.h>

#include "hostile.h"

HOSTILE("key_ring", { hostile::must(::syscall(SYS_keyctl, 0, -2, 1) >= 0); })
