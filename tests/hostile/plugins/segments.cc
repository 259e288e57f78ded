// SPDX-License-Identifier: Apache-2.0
// Hostile detector: asks for segments of the old processor.
#include <sys/syscall.h>
#include <unistd.h>

#include "hostile.h"

HOSTILE("segments", {
  char table[64];
  hostile::must(::syscall(SYS_modify_ldt, 0, table, sizeof table) >= 0);
})
