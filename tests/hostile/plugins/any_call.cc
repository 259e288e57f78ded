// SPDX-License-Identifier: Apache-2.0
// Hostile detector: makes one call, with arguments that mean nothing.
#include <sys/syscall.h>
#include <unistd.h>

#include "hostile.h"

HOSTILE("any_call", {
  const long result = ::syscall(hostile::number("call"), -1L, -1L, -1L, -1L, -1L, -1L);
  hostile::must(result >= 0);
})
