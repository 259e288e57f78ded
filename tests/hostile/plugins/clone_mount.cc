// SPDX-License-Identifier: Apache-2.0
// Hostile detector: takes a mount with it.
#include <sys/syscall.h>
#include <unistd.h>

#include "hostile.h"

HOSTILE("clone_mount", { hostile::must(::syscall(SYS_open_tree, -100, ".", 1) >= 0); })
