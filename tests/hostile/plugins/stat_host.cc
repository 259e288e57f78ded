// SPDX-License-Identifier: Apache-2.0
// Hostile detector: asks whether a file of the host is there.
#include <sys/stat.h>

#include "hostile.h"

HOSTILE("stat_host", {
  struct stat found {};
  hostile::must(::stat(hostile::canary("secret"), &found) == 0);
})
