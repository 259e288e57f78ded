// SPDX-License-Identifier: Apache-2.0
// Hostile detector: reads the log of the kernel.
#include <fcntl.h>

#include "hostile.h"

HOSTILE("open_kernel_log", { hostile::must(::open("/dev/kmsg", O_RDONLY | O_NONBLOCK) >= 0); })
