// SPDX-License-Identifier: Apache-2.0
// Hostile detector: gives the kernel a map to keep.
#include <sys/syscall.h>
#include <unistd.h>

#include "hostile.h"

HOSTILE("kernel_program", {
  unsigned arguments[32] = {2, 4, 4, 1};
  hostile::must(::syscall(SYS_bpf, 0, arguments, 72) >= 0);
})
