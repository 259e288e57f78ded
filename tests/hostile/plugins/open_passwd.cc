// SPDX-License-Identifier: Apache-2.0
// Hostile detector: reads a file of the host.
#include <fcntl.h>

#include "hostile.h"

HOSTILE("open_passwd", { hostile::must(::open("/etc/passwd", O_RDONLY) >= 0); })
