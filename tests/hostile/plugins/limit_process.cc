// SPDX-License-Identifier: Apache-2.0
// Hostile detector: changes the limits of another process.
#include <sys/resource.h>

#include "hostile.h"

HOSTILE("limit_process", {
  const rlimit files{7, 7};
  hostile::must(::prlimit(static_cast<pid_t>(hostile::number("process")), RLIMIT_NOFILE, &files, nullptr) ==
                0);
})
