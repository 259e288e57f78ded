// SPDX-License-Identifier: Apache-2.0
// Hostile detector: exports write(2), in the hope that its host will call this one. Called by loader_test.cc.
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "plugins/hostile.h"

extern "C" __attribute__((visibility("default"))) ssize_t write(int fd, const void* bytes, size_t size) {
  ::syscall(SYS_write, fd, "interposed", 10);
  return ::syscall(SYS_write, fd, bytes, size);
}

HOSTILE("interposed", { hostile::tell(hostile::text("true")); })
