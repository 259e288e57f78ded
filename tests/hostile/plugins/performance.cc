// SPDX-License-Identifier: Apache-2.0
// Hostile detector: counts what the processor does.
#include <linux/perf_event.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "hostile.h"

HOSTILE("performance", {
  perf_event_attr event{};
  event.type = PERF_TYPE_SOFTWARE;
  event.size = sizeof event;
  event.config = PERF_COUNT_SW_DUMMY;
  event.exclude_kernel = event.exclude_hv = 1;
  hostile::must(::syscall(SYS_perf_event_open, &event, 0, -1, -1, 0) >= 0);
})
