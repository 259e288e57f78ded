// SPDX-License-Identifier: Apache-2.0
// Hostile detector: reads what the kernel says of the machine.
#include <fcntl.h>

#include "hostile.h"

HOSTILE("open_sys", {
  hostile::must(::open("/sys/kernel/mm/transparent_hugepage/enabled", O_RDONLY) >= 0 ||
                ::open("/proc/version", O_RDONLY) >= 0);
})
