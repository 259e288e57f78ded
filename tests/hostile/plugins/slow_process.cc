// SPDX-License-Identifier: Apache-2.0
// Hostile detector: makes another process slow.
#include <sys/resource.h>

#include "hostile.h"

HOSTILE("slow_process", {
  hostile::must(::setpriority(PRIO_PROCESS, static_cast<id_t>(hostile::number("process")), 7) == 0);
})
