// SPDX-License-Identifier: Apache-2.0
// Hostile detector: takes the processor from everybody.
#include <sched.h>

#include "hostile.h"

HOSTILE("be_urgent", {
  const sched_param most{1};
  hostile::must(::sched_setscheduler(0, SCHED_FIFO, &most) == 0);
})
