// SPDX-License-Identifier: Apache-2.0
// Hostile detector: types into the terminal of whoever started it.
#include <sys/ioctl.h>

#include "hostile.h"

HOSTILE("push_input", {
  char typed = 'x';
  hostile::must(::ioctl(0, TIOCSTI, &typed) == 0);
})
