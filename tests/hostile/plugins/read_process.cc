// SPDX-License-Identifier: Apache-2.0
// Hostile detector: reads the memory of another process.
#include <sys/uio.h>

#include "hostile.h"

HOSTILE("read_process", {
  char stolen[32] = {};
  iovec here{stolen, sizeof stolen}, there{reinterpret_cast<void*>(hostile::number("memory")), sizeof stolen};
  hostile::must(::process_vm_readv(static_cast<pid_t>(hostile::number("process")), &here, 1, &there, 1, 0) >
                0);
  hostile::tell(stolen, strnlen(stolen, sizeof stolen));
})
