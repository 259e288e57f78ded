// SPDX-License-Identifier: Apache-2.0
// A detector that waits until it is ended, so that somebody can look at its mounts from outside.
#include <time.h>

#include "tree_hostile.h"

TREE_HOSTILE("tree_wait", {
  const timespec long_time{3600, 0};
  ::nanosleep(&long_time, nullptr);
})
