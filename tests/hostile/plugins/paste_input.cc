// SPDX-License-Identifier: Apache-2.0
// Hostile detector: pastes into the console.
#include <sys/ioctl.h>

#include "hostile.h"

HOSTILE("paste_input", {
  char paste = 3;
  hostile::must(::ioctl(0, TIOCLINUX, &paste) == 0);
})
