// SPDX-License-Identifier: Apache-2.0
// Hostile detector: takes a descriptor through one it was given.
#include <sys/syscall.h>
#include <unistd.h>

#include "hostile.h"

HOSTILE("steal_by_getfd", {
  const long process = hostile::number("handle-of-process");
  const long stolen = ::syscall(SYS_pidfd_getfd, process, hostile::number("descriptor"), 0);
  hostile::must(stolen >= 0);
  hostile::must(::write(static_cast<int>(stolen), "x", 1) == 1);
})
