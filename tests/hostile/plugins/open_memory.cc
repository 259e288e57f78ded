// SPDX-License-Identifier: Apache-2.0
// Hostile detector: reads the memory of the machine.
#include <fcntl.h>

#include "hostile.h"

HOSTILE("open_memory", { hostile::must(::open("/dev/mem", O_RDONLY) >= 0); })
