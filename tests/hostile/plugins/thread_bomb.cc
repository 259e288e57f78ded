// SPDX-License-Identifier: Apache-2.0
// Hostile detector: starts threads without end.
#include <pthread.h>

#include "hostile.h"

HOSTILE("thread_bomb", {
  for (int i = 0; i < 200; ++i) {
    pthread_t thread;
    errno = ::pthread_create(
        &thread, nullptr, [](void*) -> void* { return nullptr; }, nullptr);
    hostile::must(errno == 0);
  }
})
