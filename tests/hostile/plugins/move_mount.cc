// SPDX-License-Identifier: Apache-2.0
// Hostile detector: moves a mount over another.
#include <sys/syscall.h>
#include <unistd.h>

#include "hostile.h"

HOSTILE("move_mount", {
  const long tree = ::syscall(SYS_open_tree, -100, ".", 1);
  hostile::must(::syscall(SYS_move_mount, tree < 0 ? 3 : tree, "", -100, "/", 4) == 0);
})
