// SPDX-License-Identifier: Apache-2.0
// Hostile detector: lifts its own limits.
#include <sys/resource.h>

#include "hostile.h"

HOSTILE("raise_limits", {
  const rlimit files{64, 64};
  hostile::must(::setrlimit(RLIMIT_NOFILE, &files) == 0);
})
