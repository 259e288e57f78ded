// SPDX-License-Identifier: Apache-2.0
// Hostile detector: starts threads that never end.
#include <pthread.h>

#include "hostile.h"

HOSTILE("thread_spin", {
  for (int i = 0; i < 64; ++i) {
    pthread_t thread;
    errno = ::pthread_create(
        &thread, nullptr,
        [](void*) -> void* {
          for (volatile bool go = true; go;) {
          }
          return nullptr;
        },
        nullptr);
    hostile::must(errno == 0);
  }
})
