// SPDX-License-Identifier: Apache-2.0
// Hostile detector: asks what file systems the host has.
#include <sys/vfs.h>

#include "hostile.h"

HOSTILE("statfs_host", {
  struct statfs found {};
  hostile::must(::statfs("/", &found) == 0);
})
