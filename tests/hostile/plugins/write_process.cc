// SPDX-License-Identifier: Apache-2.0
// Hostile detector: writes to the memory of another process.
#include <sys/uio.h>

#include "hostile.h"

HOSTILE("write_process", {
  char stolen[8] = {1};
  iovec here{stolen, sizeof stolen}, there{reinterpret_cast<void*>(hostile::number("word")), 8};
  hostile::must(::process_vm_writev(static_cast<pid_t>(hostile::number("process")), &here, 1, &there, 1, 0) >
                0);
})
