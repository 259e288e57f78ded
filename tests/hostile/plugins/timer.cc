// SPDX-License-Identifier: Apache-2.0
// Hostile detector: makes a timer that signals.
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "hostile.h"

HOSTILE("timer", {
  sigevent event{};
  event.sigev_notify = SIGEV_THREAD_ID;
  event.sigev_signo = SIGURG;
  event._sigev_un._tid = ::gettid();
  int timer = 0;
  hostile::must(::syscall(SYS_timer_create, 1, &event, &timer) == 0);
})
