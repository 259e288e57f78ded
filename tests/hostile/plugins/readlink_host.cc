// SPDX-License-Identifier: Apache-2.0
// Hostile detector: asks where a link of the host leads.
#include <unistd.h>

#include "hostile.h"

HOSTILE("readlink_host", {
  char target[64];
  hostile::must(::readlink("/proc/self/exe", target, sizeof target) > 0);
})
