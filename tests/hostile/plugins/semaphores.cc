// SPDX-License-Identifier: Apache-2.0
// Hostile detector: makes semaphores that outlive it.
#include <sys/ipc.h>
#include <sys/sem.h>

#include "hostile.h"

HOSTILE("semaphores", {
  const int id = ::semget(IPC_PRIVATE, 1, IPC_CREAT | 0600);
  hostile::must(id >= 0);
  ::semctl(id, 0, IPC_RMID);
})
