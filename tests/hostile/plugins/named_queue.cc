// SPDX-License-Identifier: Apache-2.0
// Hostile detector: makes a named queue.
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "hostile.h"

HOSTILE("named_queue", {
  hostile::must(::syscall(SYS_mq_open, "lazaret-hostile", O_CREAT | O_RDWR, 0600, nullptr) >= 0);
  ::syscall(SYS_mq_unlink, "lazaret-hostile");
})
