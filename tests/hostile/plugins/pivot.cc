// SPDX-License-Identifier: Apache-2.0
// Hostile detector: exchanges the root.
#include <sys/syscall.h>
#include <unistd.h>

#include "hostile.h"

HOSTILE("pivot", { hostile::must(::syscall(SYS_pivot_root, ".", ".") == 0); })
