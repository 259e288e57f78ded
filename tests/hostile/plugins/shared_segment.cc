// SPDX-License-Identifier: Apache-2.0
// Hostile detector: makes a segment of shared memory that outlives it.
#include <sys/ipc.h>
#include <sys/shm.h>

#include "hostile.h"

HOSTILE("shared_segment", {
  const int id = ::shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600);
  hostile::must(id >= 0);
  ::shmctl(id, IPC_RMID, nullptr);
})
