// SPDX-License-Identifier: Apache-2.0
// Hostile detector: takes a descriptor out of another process.
#include <sys/syscall.h>
#include <unistd.h>

#include "hostile.h"

HOSTILE("steal_descriptor", {
  const long process = ::syscall(SYS_pidfd_open, hostile::number("process"), 0);
  hostile::must(process >= 0);
  const long stolen = ::syscall(SYS_pidfd_getfd, process, hostile::number("descriptor"), 0);
  hostile::must(stolen >= 0);
  hostile::must(::write(static_cast<int>(stolen), "x", 1) == 1);
})
