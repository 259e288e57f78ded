// SPDX-License-Identifier: Apache-2.0
// Hostile detector: calls the host from a thread of its own.
#include <pthread.h>

#include "hostile.h"

HOSTILE("host_thread", {
  pthread_t thread;
  errno = ::pthread_create(
      &thread, nullptr,
      [](void*) -> void* {
        hostile::tell(hostile::text("from a thread"));
        return nullptr;
      },
      nullptr);
  hostile::must(errno == 0);
  ::pthread_join(thread, nullptr);
})
