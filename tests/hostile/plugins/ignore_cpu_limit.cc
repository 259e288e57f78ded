// SPDX-License-Identifier: Apache-2.0
// Hostile detector: ignores the signal of its CPU limit.
#include <csignal>

#include "hostile.h"

HOSTILE("ignore_cpu_limit", {
  std::signal(SIGXCPU, SIG_IGN);
  volatile bool forever = true;
  while (forever) {
  }
})
