// SPDX-License-Identifier: Apache-2.0
// Hostile detector: handles its page faults itself, so that the kernel waits for it.
#include <sys/syscall.h>
#include <unistd.h>

#include "hostile.h"

HOSTILE("page_faults", { hostile::must(::syscall(SYS_userfaultfd, 1) >= 0); })
