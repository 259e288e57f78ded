// SPDX-License-Identifier: Apache-2.0
// Hostile detector: types into the terminal, past filters that look at 64 bits of the request.
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "hostile.h"

HOSTILE("push_input_high", {
  char typed = 'x';
  hostile::must(::syscall(SYS_ioctl, 0L, TIOCSTI | (1ul << 32), &typed) == 0);
})
