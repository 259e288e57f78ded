// SPDX-License-Identifier: Apache-2.0
// Hostile detector: ignores the signals that would end it.
#include <signal.h>

#include "hostile.h"

HOSTILE("ignore_cpu_limit", {
  ::signal(SIGXCPU, SIG_IGN);
  ::signal(SIGTERM, SIG_IGN);
  volatile bool forever = true;
  while (forever) {
  }
})
