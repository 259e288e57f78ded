// SPDX-License-Identifier: Apache-2.0
// Hostile detector: lets the kernel look for a key.
#include <sys/syscall.h>
#include <unistd.h>

#include "hostile.h"

HOSTILE("request_key", {
  hostile::must(::syscall(SYS_request_key, "user", "hostile-none", nullptr, 0) >= 0 || errno == ENOKEY);
})
