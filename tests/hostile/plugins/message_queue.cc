// SPDX-License-Identifier: Apache-2.0
// Hostile detector: makes a queue that outlives it.
#include <sys/ipc.h>
#include <sys/msg.h>

#include "hostile.h"

HOSTILE("message_queue", {
  const int id = ::msgget(IPC_PRIVATE, IPC_CREAT | 0600);
  hostile::must(id >= 0);
  ::msgctl(id, IPC_RMID, nullptr);
})
