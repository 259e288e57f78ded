// SPDX-License-Identifier: Apache-2.0
// Hostile detector: opens the terminal of whoever started it.
#include <fcntl.h>

#include "hostile.h"

HOSTILE("open_terminal", { hostile::must(::open("/dev/tty", O_RDONLY) >= 0); })
