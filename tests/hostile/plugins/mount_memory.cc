// SPDX-License-Identifier: Apache-2.0
// Hostile detector: mounts a file system.
#include <sys/mount.h>

#include "hostile.h"

HOSTILE("mount_memory", { hostile::must(::mount("hostile", "/", "tmpfs", 0, nullptr) == 0); })
