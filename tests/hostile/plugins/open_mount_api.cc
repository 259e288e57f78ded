// SPDX-License-Identifier: Apache-2.0
// Hostile detector: makes a file system that is mounted nowhere.
#include <sys/syscall.h>
#include <unistd.h>

#include "hostile.h"

HOSTILE("open_mount_api", { hostile::must(::syscall(SYS_fsopen, "tmpfs", 0) >= 0); })
