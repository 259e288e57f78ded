// SPDX-License-Identifier: Apache-2.0
// Hostile detector: changes its own filter by prctl(2).
#include <sys/prctl.h>
#include <unistd.h>

#include "hostile.h"

HOSTILE("strict_mode", {
  hostile::must(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
  hostile::must(::prctl(PR_SET_SECCOMP, 1) == 0);
})
