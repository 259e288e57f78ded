// SPDX-License-Identifier: Apache-2.0
// Hostile detector: enters another namespace.
#include <fcntl.h>
#include <sched.h>

#include "hostile.h"

HOSTILE("enter_namespace", {
  const int fd = ::open("/proc/self/ns/net", O_RDONLY);
  hostile::must(::setns(fd < 0 ? 3 : fd, 0) == 0);
})
