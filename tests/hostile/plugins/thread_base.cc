// SPDX-License-Identifier: Apache-2.0
// Hostile detector: moves its thread area.
#include <asm/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "hostile.h"

HOSTILE("thread_base", {
  unsigned long base = 0;
  hostile::must(::syscall(SYS_arch_prctl, ARCH_GET_FS, &base) == 0);
})
